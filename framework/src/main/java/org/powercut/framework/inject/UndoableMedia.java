package org.powercut.framework.inject;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.powercut.framework.model.DeviceImage;
import org.powercut.pmem.Media;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.Pmem;

/**
 * The bytes and media errors of a traced device, with the pages that were ever stored to and what changes overwrote.
 * Whoever changes something says so first.
 */
final class UndoableMedia {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Media media;
    private final MemorySegment bytes;
    private final Footprint footprint;
    private final UndoLog undo = new UndoLog();
    private final long size;
    private boolean undoing;

    /** @param size bytes, a positive multiple of {@link Pmem#PAGE} */
    UndoableMedia(long size) {
        this.size = size;
        media = Media.allocate(size);
        bytes = media.bytes();
        footprint = new Footprint(bytes);
    }

    Media media() {
        return media;
    }

    /**
     * Bytes are about to change, for whatever reason.
     *
     * @throws IndexOutOfBoundsException if they are not all in the device
     */
    void changing(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        if (length == 0) {
            return;
        }
        footprint.touch(offset, length);
        if (undoing) {
            undo.save(bytes, offset, length);
        }
    }

    /** Media errors are about to change. */
    void changingErrors() {
        if (undoing) {
            undo.save(errors());
        }
    }

    /** All media errors as they are. */
    MediaState errors() {
        return media.errors().snapshot();
    }

    void startUndo() {
        undo.clear();
        undoing = true;
    }

    int undoMark() {
        return undo.mark();
    }

    void rollback(int mark) {
        undo.rollback(mark, bytes, media.errors());
    }

    /** Forgets how to undo what happened so far, and remembers no more. */
    void stopUndo() {
        undo.clear();
        undoing = false;
    }

    /** Sets the low 1 to 8 bytes of a word, little endian. */
    void patchWord(long address, int length, long value) {
        changing(address, length);
        if (length == Long.BYTES) {
            media.putLong(address, value);
            return;
        }
        for (int i = 0; i < length; i++) {
            media.putByte(address + i, (byte) (value >>> 8 * i));
        }
    }

    /** A word as it is, poisoned or not. */
    long peekWord(long address) {
        return footprint.isTouched(address) ? bytes.get(WORD, address) : 0;
    }

    void patchBytes(long address, MemorySegment source, long sourceOffset, long length) {
        changing(address, length);
        media.putBytes(address, source, sourceOffset, length);
    }

    void patchErrors(MediaState state) {
        changingErrors();
        media.errors().restore(state);
    }

    /** The pages that were stored to and are not all zeros. */
    DeviceImage image() {
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        byte[] zeros = new byte[Pmem.PAGE];
        for (long at = footprint.nextPage(0); at >= 0; at = footprint.nextPage(at + Pmem.PAGE)) {
            byte[] page = new byte[Pmem.PAGE];
            MemorySegment.copy(bytes, JAVA_BYTE, at, page, 0, Pmem.PAGE);
            if (!Arrays.equals(page, zeros)) {
                pages.put(at, page);
            }
        }
        return new DeviceImage(bytes.byteSize(), pages);
    }
}
