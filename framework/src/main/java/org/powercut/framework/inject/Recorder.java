package org.powercut.framework.inject;

import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;

/**
 * Turns what a device executed into events of a tape, while there is one: numbers threads in order of appearance,
 * splits non-temporal stores as the hardware does, and keeps back what a fault postponed.
 */
final class Recorder {
    private final MemorySegment bytes;
    private final Map<Thread, Actor> actors = new IdentityHashMap<>();
    private @Nullable Thread lastThread;
    private Actor lastActor = new Actor(0);
    private @Nullable Tape tape;

    /** @param bytes of the device */
    Recorder(MemorySegment bytes) {
        this.bytes = bytes;
    }

    void start(Tape onto) {
        actors.clear();
        lastThread = null;
        tape = onto;
    }

    void stop() {
        if (tape != null) {
            actors.values().forEach(this::finish);
            tape = null;
        }
    }

    /** What never got its next store or fence is recorded at the end. */
    private void finish(Actor actor) {
        if (tape != null && actor.lateFence != Actor.NONE) {
            tape.fence(Kind.FENCE, actor.number, actor.lateFence);
            actor.lateFence = Actor.NONE;
        }
        catchUp(actor);
    }

    /** The operations that the calling thread is in, outermost first. */
    List<String> operations() {
        return actor().operations;
    }

    void operationBegin(String name) {
        actor().operations.add(name);
        marker(Kind.OPERATION_BEGIN, name);
    }

    void operationEnd() {
        List<String> operations = actor().operations;
        if (operations.isEmpty()) {
            throw new IllegalStateException("an operation ended that had not begun");
        }
        marker(Kind.OPERATION_END, operations.removeLast());
    }

    void marker(Kind kind, String text) {
        if (tape != null) {
            tape.marker(kind, actor().number, text);
        }
    }

    /** A store of 1 to 8 bytes that was performed. */
    void store(Kind kind, AccessMode mode, int tear, int site, long address, int length, long value) {
        if (tape != null) {
            tape.store(kind, mode, tear, actor().number, site, address, length, value);
            fenceLate();
        }
    }

    /** A bulk store that was performed: what it stored is what the device now holds. */
    void bytes(Kind kind, int tear, int site, long address, long length) {
        part(kind, tear, site, address, length);
        fenceLate();
    }

    /** A non-temporal bulk store; its partial first and last atoms are plain stores. */
    void ntBytes(int tear, int site, long address, long length) {
        if (tape == null) {
            return;
        }
        long end = address + length;
        long firstAtom = Math.min(Pmem.ceil(address, Pmem.ATOM), end);
        long lastAtom = Math.max(Pmem.floor(end, Pmem.ATOM), firstAtom);
        part(Kind.STORE, tear, site, address, firstAtom - address);
        part(Kind.NT_STORE, tear, site, firstAtom, lastAtom - firstAtom);
        part(Kind.STORE, tear, site, lastAtom, end - lastAtom);
        fenceLate();
    }

    private void part(Kind kind, int tear, int site, long address, long length) {
        if (tape != null && length > 0) {
            tape.bulkStore(kind, tear, actor().number, site, address, bytes, address, length);
        }
    }

    void flush(Kind kind, int site, long address, long length) {
        if (tape != null) {
            tape.flush(kind, actor().number, site, address, length);
        }
    }

    /** A fence; a locked read-modify-write that stored nothing too. */
    void fence(Kind kind, int site) {
        if (tape != null) {
            tape.fence(kind, actor().number, site);
            catchUp(actor());
        }
    }

    /** A fence that a fault added: what was postponed waits for the code's own. */
    void addedFence(int site) {
        if (tape != null) {
            tape.fence(Kind.FENCE, actor().number, site);
        }
    }

    /** A store that brings a fence along. */
    void fencedStore(Kind kind, AccessMode mode, int tear, int site, long address, long value) {
        if (tape != null) {
            tape.store(kind, mode, tear, actor().number, site, address, Long.BYTES, value);
            actor().lateFence = Actor.NONE;
            catchUp(actor());
        }
    }

    void media(Kind kind, int site, MediaRange range) {
        if (tape != null) {
            tape.media(kind, actor().number, site, range.offset(), range.length());
        }
    }

    /** Keeps a store or flush back until the thread's next fence has been recorded. */
    void postpone(Postponed event) {
        if (tape != null) {
            actor().postponed.add(event);
        }
    }

    /** Keeps a fence back until the thread's next store has been recorded. */
    void postponeFence(int site) {
        if (tape != null) {
            actor().lateFence = site;
        }
    }

    /** The fence that waited for a store, if one did, happens now. */
    private void fenceLate() {
        Actor actor = actor();
        if (tape != null && actor.lateFence != Actor.NONE) {
            int site = actor.lateFence;
            actor.lateFence = Actor.NONE;
            fence(Kind.FENCE, site);
        }
    }

    /** What was postponed happens now. A store stores what the device holds by now, so that tape and device agree. */
    private void catchUp(Actor actor) {
        if (tape == null || actor.postponed.isEmpty()) {
            return;
        }
        for (Postponed late : actor.postponed) {
            switch (late.kind()) {
                case CLWB, CLFLUSHOPT, CLFLUSH ->
                    tape.flush(late.kind(), actor.number, late.site(), late.address(), late.length());
                case FENCE -> tape.fence(late.kind(), actor.number, late.site());
                default ->
                    tape.bulkStore(
                            late.kind(),
                            late.tear(),
                            actor.number,
                            late.site(),
                            late.address(),
                            bytes,
                            late.address(),
                            late.length());
            }
        }
        actor.postponed.clear();
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself
    private Actor actor() {
        Thread thread = Thread.currentThread();
        return thread == lastThread ? lastActor : switchTo(thread);
    }

    private Actor switchTo(Thread thread) {
        lastActor = actors.computeIfAbsent(thread, ignored -> new Actor(actors.size()));
        lastThread = thread;
        return lastActor;
    }
}
