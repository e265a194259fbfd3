package org.powercut.framework.inject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.fault.AddFence;
import org.powercut.framework.fault.AddFlush;
import org.powercut.framework.fault.ArmedFaults;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.FailFence;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.Instruction;
import org.powercut.framework.fault.MediaFault;
import org.powercut.framework.fault.PostponeFence;
import org.powercut.framework.fault.PostponeFlush;
import org.powercut.framework.fault.PostponeStore;
import org.powercut.framework.fault.ShortenFlush;
import org.powercut.framework.fault.SkipStore;
import org.powercut.framework.fault.TornWrite;
import org.powercut.framework.fault.UnsafeShutdown;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Digest;
import org.powercut.pmem.Durability;
import org.powercut.pmem.FlushKind;
import org.powercut.pmem.Media;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.UnsafeShutdowns;

/**
 * The device that crash tests run on: performs each instruction in memory at once and, as it is told, records it,
 * strikes it with faults, counts it, and remembers what it changed so that it can be undone.
 *
 * <p>Memory is sparse. One thread issues instructions at a time; who lets several take turns orders them. Weak
 * compare-and-sets never fail spuriously here, because a run must repeat.
 */
public final class TracedDevice implements SitedDevice {
    private final UndoableMedia memory;
    private final Media media;
    private final Recorder recorder;
    private final TracedMediaErrors errors;
    private long left = Long.MAX_VALUE;
    private long limit = Long.MAX_VALUE;
    private @Nullable ArmedFaults armed;
    private @Nullable LoadObserver observer;
    private @Nullable UnseenBytes unseen;
    private @Nullable SiteMarks marks;

    private TracedDevice(long size) {
        memory = new UndoableMedia(size);
        media = memory.media();
        recorder = new Recorder(media.bytes());
        errors = new TracedMediaErrors(memory, recorder, this::clearing);
    }

    /**
     * A device of zeros without media errors.
     *
     * @param bytes the size, a positive multiple of {@link Pmem#PAGE}
     * @throws IllegalArgumentException if {@code bytes} is not that
     */
    public static TracedDevice ofSize(long bytes) {
        return new TracedDevice(bytes);
    }

    /** A copy of an image with these media errors; it costs the image's pages. */
    public static TracedDevice of(DeviceImage image, List<MediaRange> listed, List<MediaRange> latent) {
        TracedDevice device = new TracedDevice(image.size());
        image.pages()
                .forEach((offset, page) ->
                        device.memory.patchBytes(offset, MemorySegment.ofArray(page), 0, page.length));
        device.memory.patchErrors(new MediaState(listed, latent));
        return device;
    }

    // recording

    /** From now on appends to the tape what is executed. The first thread to issue an instruction is number 0. */
    public void record(Tape tape) {
        recorder.start(tape);
    }

    /** Appends nothing any more, but first what a fault postponed and no fence followed. */
    public void stopRecording() {
        recorder.stop();
    }

    /** The calling thread begins an operation, inside the one it is in. */
    public void operationBegin(String name) {
        recorder.operationBegin(name);
    }

    /**
     * The calling thread's innermost operation ended.
     *
     * @throws IllegalStateException if the thread is in no operation
     */
    public void operationEnd() {
        recorder.operationEnd();
    }

    /** The test reached a milestone. */
    public void milestone(String name) {
        recorder.marker(Kind.MILESTONE, name);
    }

    // faults

    /** From now on the faults strike what is executed. */
    public void arm(ArmedFaults faults) {
        armed = faults.plan().isEmpty() ? null : faults;
    }

    /** No fault strikes any more. */
    public void disarm() {
        armed = null;
    }

    // observation

    /** From now on tells what is loaded and stored, just before that happens; null tells nobody. */
    public void observe(@Nullable LoadObserver newObserver) {
        observer = newObserver;
    }

    /**
     * From now on bytes that are copied into these are not looked at; null ends that. Loads of theirs are not told as
     * such.
     */
    void copyUnseen(@Nullable UnseenBytes target) {
        unseen = target;
    }

    /** Copies once more what was just copied. */
    void repeat(Runnable copy) {
        if (observer == null) {
            copy.run();
        } else {
            observer.repeating(copy);
        }
    }

    /** From now on marks the sites of the flushes and fences that are asked for; null marks none. */
    public void mark(@Nullable SiteMarks newMarks) {
        marks = newMarks;
    }

    private void executed(int site) {
        if (marks != null) {
            marks.mark(site);
        }
    }

    // undo

    /** From now on remembers what every change overwrites; what was remembered before is forgotten. */
    public void startUndo() {
        memory.startUndo();
    }

    /** A moment to go back to, good until a rollback to an earlier one or {@link #stopUndo}. */
    public long undoMark() {
        return memory.undoMark();
    }

    /**
     * Makes bytes and media errors what they were at a moment. Not an instruction: neither counted nor recorded.
     *
     * @param mark from {@link #undoMark}
     */
    public void rollback(long mark) {
        memory.rollback((int) mark);
    }

    /** Forgets how to undo what happened so far, and remembers no more: changes cost no memory then. */
    public void stopUndo() {
        memory.stopUndo();
    }

    // crash images

    /**
     * Sets the low {@code length} bytes of {@code value}, little endian, as a crash left them: undoable, but neither
     * counted, recorded nor struck by faults.
     *
     * @param length 1 to 8 bytes
     */
    public void patchWord(long address, int length, long value) {
        memory.patchWord(address, length, value);
    }

    /** The 8 bytes at an address, little endian, as they are: neither counted, recorded, struck by faults nor refused. */
    public long peekWord(long address) {
        return memory.peekWord(address);
    }

    /** As {@link #patchWord} for any number of bytes. */
    public void patchBytes(long address, MemorySegment source, long sourceOffset, long length) {
        memory.patchBytes(address, source, sourceOffset, length);
    }

    /** Sets all media errors, as a crash left them: undoable, but not recorded. */
    public void patchMedia(MediaState state) {
        memory.patchErrors(state);
    }

    /** All media errors as they are. */
    public MediaState mediaState() {
        return memory.errors();
    }

    /** The device's bytes, sparse: pages that were stored to and are not all zeros. Costs those pages, not the size. */
    public DeviceImage image() {
        return memory.image();
    }

    // instruction limit

    /** From now on only so many instructions are executed; each further one throws {@link InstructionLimitException}. */
    public void limit(long instructions) {
        limit = instructions;
        left = instructions;
    }

    /** How many more instructions may be executed. */
    public long instructionsLeft() {
        return left;
    }

    private void count() {
        if (--left < 0) {
            left = 0;
            throw new InstructionLimitException("issued more than " + limit + " instructions without an end");
        }
    }

    private void clearing(MediaRange range) {
        if (observer != null) {
            observer.storing(range.offset(), range.length());
        }
    }

    // the device

    @Override
    public long size() {
        return media.size();
    }

    /** {@link Durability#VOLATILE}: what a power cut leaves is decided by the framework. */
    @Override
    public Durability durability() {
        return Durability.VOLATILE;
    }

    @Override
    public MediaErrors mediaErrors() {
        return errors;
    }

    /** Counted if an {@link UnsafeShutdown} is armed. */
    @Override
    public Optional<UnsafeShutdowns> unsafeShutdowns() {
        return armed == null ? Optional.empty() : armed.unsafeShutdowns();
    }

    /**
     * Does nothing: code under test may close the device it was given, and still the framework looks at it. See {@link
     * #release}.
     */
    @Override
    public void close() {
        // whoever made the device releases it
    }

    /** Gives the memory back; whoever made the device does it. Later accesses throw {@link IllegalStateException}. */
    public void release() {
        media.close();
    }

    // loads

    @Override
    public byte getByte(long offset, int site) {
        loading(site, offset, Byte.BYTES);
        return media.getByte(offset);
    }

    @Override
    public short getShort(long offset, int site) {
        loading(site, offset, Short.BYTES);
        return media.getShort(offset);
    }

    @Override
    public int getInt(long offset, int site) {
        loading(site, offset, Integer.BYTES);
        return media.getInt(offset);
    }

    @Override
    public long getLong(long offset, int site) {
        loading(site, offset, Long.BYTES);
        return media.getLong(offset);
    }

    @Override
    public long getLong(long offset, AccessMode mode, int site) {
        loading(site, offset, Long.BYTES);
        return media.getLong(offset, mode);
    }

    @Override
    public void getBytes(long offset, MemorySegment target, long targetOffset, long length, int site) {
        loadingUnobserved(site, offset, length);
        copy(offset, target, targetOffset, length);
    }

    @Override
    public long digest(long offset, MemorySegment buffer, Digest digest, int site) {
        loadingUnobserved(site, offset, buffer.byteSize());
        media.getBytes(offset, buffer, 0, buffer.byteSize());
        return observer == null ? digest.of(buffer) : observer.digesting(offset, buffer, digest);
    }

    @Override
    public long getBytes(long offset, MemorySegment target, long targetOffset, long length, Digest digest, int site) {
        loadingUnobserved(site, offset, length);
        if (observer == null) {
            media.getBytes(offset, target, targetOffset, length);
            return digest.of(target.asSlice(targetOffset, length));
        }
        MemorySegment buffer = MemorySegment.ofArray(new byte[Math.toIntExact(length)]);
        media.getBytes(offset, buffer, 0, length);
        long answer = observer.digesting(offset, buffer, digest);
        copy(offset, target, targetOffset, length);
        return answer;
    }

    private void copy(long offset, MemorySegment target, long targetOffset, long length) {
        LoadObserver told = observer;
        UnseenBytes into = unseen;
        int position = told == null || into == null ? -1 : into.positionOf(target);
        if (told != null && position < 0) {
            told.loading(offset, length);
        }
        media.getBytes(offset, target, targetOffset, length);
        if (told != null && into != null && position >= 0) {
            told.copied(offset, length, into, Math.toIntExact(position + targetOffset));
        }
    }

    /** Every load comes through here, before it looks at the bytes. */
    private void loading(int site, long offset, long length) {
        loadingUnobserved(site, offset, length);
        if (observer != null) {
            observer.loading(offset, length);
        }
    }

    private void loadingUnobserved(int site, long offset, long length) {
        count();
        if (armed != null || !media.errors().isEmpty()) {
            loadingWithCare(Instruction.LOAD, site, offset, length);
        }
    }

    private void loadingWithCare(Instruction instruction, int site, long offset, long length) {
        media.checkBounds(offset, length);
        if (length == 0) {
            return;
        }
        strike(instruction, site, offset, length);
        // the machine check that follows lists what it finds
        errors.list(offset, length, site);
    }

    // stores

    @Override
    public void putByte(long offset, byte value, int site) {
        int effect = storing(site, offset, Byte.BYTES);
        if (effect != Effect.SKIP) {
            media.putByte(offset, value);
            stored(Kind.STORE, AccessMode.PLAIN, effect, site, offset, Byte.BYTES, value);
        }
    }

    @Override
    public void putShort(long offset, short value, int site) {
        int effect = storing(site, offset, Short.BYTES);
        if (effect != Effect.SKIP) {
            media.putShort(offset, value);
            stored(Kind.STORE, AccessMode.PLAIN, effect, site, offset, Short.BYTES, value);
        }
    }

    @Override
    public void putInt(long offset, int value, int site) {
        int effect = storing(site, offset, Integer.BYTES);
        if (effect != Effect.SKIP) {
            media.putInt(offset, value);
            stored(Kind.STORE, AccessMode.PLAIN, effect, site, offset, Integer.BYTES, value);
        }
    }

    @Override
    public void putLong(long offset, long value, int site) {
        int effect = storing(site, offset, Long.BYTES);
        if (effect != Effect.SKIP) {
            media.putLong(offset, value);
            stored(Kind.STORE, AccessMode.PLAIN, effect, site, offset, Long.BYTES, value);
        }
    }

    @Override
    public void putLong(long offset, long value, AccessMode mode, int site) {
        Media.checkAligned(offset, Pmem.ATOM);
        // first, for a fence may fail, and then nothing is stored
        int fence = mode == AccessMode.VOLATILE ? fencing(site) : Effect.SKIP;
        int effect = storing(site, offset, Long.BYTES);
        if (effect != Effect.SKIP) {
            media.putLong(offset, value, mode);
        }
        if (fence == 0 && (effect & (Effect.SKIP | Effect.POSTPONE)) == 0) {
            recorder.fencedStore(Kind.STORE, mode, effect & Effect.TEAR, site, offset, value);
            add(effect, site, offset, Long.BYTES);
            return;
        }
        // what faults took apart: a volatile store without its fence is a release store
        if (effect != Effect.SKIP) {
            AccessMode left = mode == AccessMode.VOLATILE ? AccessMode.RELEASE : mode;
            stored(Kind.STORE, left, effect, site, offset, Long.BYTES, value);
        }
        fence(fence, site);
    }

    @Override
    public void putBytes(long offset, MemorySegment source, long sourceOffset, long length, int site) {
        Objects.checkFromIndexSize(sourceOffset, length, source.byteSize());
        int effect = storing(site, offset, length);
        if (effect != Effect.SKIP) {
            media.putBytes(offset, source, sourceOffset, length);
            storedBytes(Kind.STORE, effect, site, offset, length);
        }
    }

    @Override
    public void fill(long offset, long length, byte value, int site) {
        int effect = storing(site, offset, length);
        if (effect != Effect.SKIP) {
            media.fill(offset, length, value);
            storedBytes(Kind.STORE, effect, site, offset, length);
        }
    }

    @Override
    public void ntPutLong(long offset, long value, int site) {
        Media.checkAligned(offset, Pmem.ATOM);
        int effect = storing(site, offset, Long.BYTES);
        if (effect != Effect.SKIP) {
            media.putAtom(offset, value);
            stored(Kind.NT_STORE, AccessMode.PLAIN, effect, site, offset, Long.BYTES, value);
        }
    }

    @Override
    public void ntPutBytes(long offset, MemorySegment source, long sourceOffset, long length, int site) {
        Objects.checkFromIndexSize(sourceOffset, length, source.byteSize());
        int effect = storing(site, offset, length);
        if (effect != Effect.SKIP) {
            media.putBytes(offset, source, sourceOffset, length);
            storedBytes(Kind.NT_STORE, effect, site, offset, length);
        }
    }

    @Override
    public void ntFill(long offset, long length, byte value, int site) {
        int effect = storing(site, offset, length);
        if (effect != Effect.SKIP) {
            media.fill(offset, length, value);
            storedBytes(Kind.NT_STORE, effect, site, offset, length);
        }
    }

    @Override
    public void directStore64(long offset, MemorySegment source, long sourceOffset, int site) {
        Media.checkAligned(offset, Pmem.LINE);
        Objects.checkFromIndexSize(sourceOffset, Pmem.LINE, source.byteSize());
        int effect = storing(site, offset, Pmem.LINE);
        if (effect != Effect.SKIP) {
            media.putLine(offset, source, sourceOffset);
            storedBytes(Kind.DIRECT_STORE, effect, site, offset, Pmem.LINE);
        }
    }

    /** Every store comes through here, before it changes the bytes; says what faults make of it. */
    private int storing(int site, long offset, long length) {
        count();
        int effect = 0;
        if (armed != null && length > 0) {
            media.checkBounds(offset, length);
            effect = strike(Instruction.STORE, site, offset, length);
        }
        if (effect != Effect.SKIP) {
            if ((effect & Effect.FENCE_BEFORE) != 0) {
                recorder.addedFence(site);
            }
            memory.changing(offset, length);
            if (observer != null) {
                if ((effect & Effect.TEAR) != 0) {
                    // pieces of a word over what was there: that has to be known
                    observer.loading(offset, length);
                }
                observer.storing(offset, length);
            }
        }
        return effect;
    }

    private void stored(Kind kind, AccessMode mode, int effect, int site, long address, int length, long value) {
        if ((effect & Effect.POSTPONE) == 0) {
            recorder.store(kind, mode, effect & Effect.TEAR, site, address, length, value);
        } else {
            recorder.postpone(new Postponed(kind, effect & Effect.TEAR, site, address, length));
        }
        add(effect, site, address, length);
    }

    private void storedBytes(Kind kind, int effect, int site, long address, long length) {
        if ((effect & Effect.POSTPONE) != 0) {
            recorder.postpone(new Postponed(kind, effect & Effect.TEAR, site, address, length));
        } else if (kind == Kind.NT_STORE) {
            recorder.ntBytes(effect & Effect.TEAR, site, address, length);
        } else {
            recorder.bytes(kind, effect & Effect.TEAR, site, address, length);
        }
        add(effect, site, address, length);
    }

    /** The flush and fence that faults add after a store or flush; they wait with it if it was postponed. */
    private void add(int effect, int site, long address, long length) {
        boolean late = (effect & Effect.POSTPONE) != 0;
        if ((effect & Effect.ADD_FLUSH) != 0 && length > 0) {
            if (late) {
                recorder.postpone(new Postponed(Kind.CLWB, 0, site, address, length));
            } else {
                recorder.flush(Kind.CLWB, site, address, length);
            }
        }
        if ((effect & Effect.FENCE_AFTER) != 0) {
            if (late) {
                recorder.postpone(new Postponed(Kind.FENCE, 0, site, address, length));
            } else {
                recorder.addedFence(site);
            }
        }
    }

    // ordering

    @Override
    public void flush(long offset, long length, int site) {
        flush(Kind.CLWB, offset, length, site);
    }

    @Override
    public void flush(long offset, long length, FlushKind kind, int site) {
        Kind event = switch (kind) {
            case CLWB -> Kind.CLWB;
            case CLFLUSHOPT -> Kind.CLFLUSHOPT;
            case CLFLUSH -> Kind.CLFLUSH;
        };
        flush(event, offset, length, site);
    }

    private void flush(Kind kind, long offset, long length, int site) {
        count();
        media.checkBounds(offset, length);
        if (length == 0) {
            return;
        }
        executed(site);
        int effect = armed == null ? 0 : strike(Instruction.FLUSH, site, offset, length);
        long flushed = (effect & Effect.SHORTEN) == 0 ? length : Pmem.floor(offset + length - 1, Pmem.LINE) - offset;
        if (effect == Effect.SKIP || flushed <= 0) {
            return;
        }
        if ((effect & Effect.FENCE_BEFORE) != 0) {
            recorder.addedFence(site);
        }
        if ((effect & Effect.POSTPONE) == 0) {
            recorder.flush(kind, site, offset, flushed);
        } else {
            recorder.postpone(new Postponed(kind, 0, site, offset, flushed));
        }
        add(effect, site, offset, flushed);
    }

    @Override
    public void fence(int site) {
        count();
        fence(fencing(site), site);
    }

    /** What faults make of a fence that is asked for. */
    private int fencing(int site) {
        executed(site);
        return armed == null ? 0 : strike(Instruction.FENCE, site, 0, 0);
    }

    private void fence(int effect, int site) {
        if (effect == 0) {
            recorder.fence(Kind.FENCE, site);
        } else if (effect == Effect.POSTPONE) {
            recorder.postponeFence(site);
        }
    }

    // locked read-modify-writes

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value, int site) {
        updating(site, offset);
        boolean set = media.compareAndSetLong(offset, expected, value);
        updated(set, AccessMode.VOLATILE, site, offset, value);
        return set;
    }

    @Override
    public boolean weakCompareAndSetLong(long offset, long expected, long value, AccessMode mode, int site) {
        updating(site, offset);
        boolean set = media.compareAndSetLong(offset, expected, value);
        updated(set, mode, site, offset, value);
        return set;
    }

    @Override
    public long compareAndExchangeLong(long offset, long expected, long value, AccessMode mode, int site) {
        updating(site, offset);
        long found = media.compareAndExchangeLong(offset, expected, value, mode);
        updated(found == expected, mode, site, offset, value);
        return found;
    }

    @Override
    public long getAndAddLong(long offset, long delta, AccessMode mode, int site) {
        updating(site, offset);
        long found = media.getAndAddLong(offset, delta, mode);
        updated(true, mode, site, offset, found + delta);
        return found;
    }

    @Override
    public long getAndSetLong(long offset, long value, AccessMode mode, int site) {
        updating(site, offset);
        long found = media.getAndSetLong(offset, value, mode);
        updated(true, mode, site, offset, value);
        return found;
    }

    private void updating(int site, long offset) {
        count();
        if (armed != null || !media.errors().isEmpty()) {
            loadingWithCare(Instruction.LOCKED, site, offset, Long.BYTES);
        }
        if (observer != null) {
            observer.loading(offset, Long.BYTES);
        }
        memory.changing(offset, Long.BYTES);
    }

    private void updated(boolean set, AccessMode mode, int site, long offset, long value) {
        if (set) {
            recorder.fencedStore(Kind.LOCKED, mode, 0, site, offset, value);
        } else {
            recorder.fence(Kind.LOCKED_FAILED, site);
        }
    }

    /** Lets the armed faults act on an instruction, and says what they make of it. */
    private int strike(Instruction instruction, int site, long address, long length) {
        if (armed == null) {
            return 0;
        }
        int effect = 0;
        for (Fault fault : armed.striking(instruction, site, address, length, recorder.operations())) {
            switch (fault) {
                case DropFlush dropped -> effect |= Effect.SKIP;
                case DropFence dropped -> effect |= Effect.SKIP;
                case FailFence failed ->
                    throw new UncheckedIOException(new IOException("the device could not write back: " + failed));
                case SkipStore skipped -> effect |= Effect.SKIP;
                case PostponeFlush late -> effect |= Effect.POSTPONE;
                case PostponeFence late -> effect |= Effect.POSTPONE;
                case PostponeStore late -> effect |= Effect.POSTPONE;
                case ShortenFlush shortened -> effect |= Effect.SHORTEN;
                case AddFlush added -> effect |= Effect.ADD_FLUSH;
                case AddFence added ->
                    effect |= added.side() == AddFence.Side.BEFORE ? Effect.FENCE_BEFORE : Effect.FENCE_AFTER;
                case TornWrite torn -> effect = (effect & ~Effect.TEAR) | torn.bytes();
                case MediaFault bad -> {
                    MediaRange range = bad.sectors(address, length);
                    errors.poison(range.offset(), range.length(), bad.visibility(), site);
                }
                case UnsafeShutdown counted -> {
                    // strikes no instruction: see unsafeShutdowns
                }
            }
        }
        return (effect & Effect.SKIP) == 0 ? effect : Effect.SKIP;
    }
}
