package org.powercut.daxfs.core;

import java.util.List;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** What to do with poisoned metadata: list what was hit, and clear what is about to be written anew. */
final class Poison {
    private Poison() {}

    /** Lists the sectors that a load hit, as the machine check handler does. */
    static void list(PmemDevice device, MediaErrorException hit) {
        device.mediaErrors().list(hit.range().offset(), hit.range().length());
    }

    /** Clears the sectors that {@code [offset, offset + length)} touches; they are zero and durable then. */
    static void clear(PmemDevice device, long offset, long length) {
        device.mediaErrors().clear(MediaRange.covering(offset, length));
    }

    /** Clears what is listed in {@code [offset, offset + length)}, which is whole sectors that hold nothing of worth. */
    static void clearListed(PmemDevice device, long offset, long length) {
        MediaErrors errors = device.mediaErrors();
        if (errors.isEmpty()) {
            return;
        }
        List<MediaRange> listed = errors.listed();
        for (MediaRange range : listed) {
            long start = Math.max(offset, range.offset());
            long end = Math.min(offset + length, range.end());
            if (start < end) {
                errors.clear(new MediaRange(
                        Pmem.floor(start, Pmem.SECTOR), Pmem.ceil(end, Pmem.SECTOR) - Pmem.floor(start, Pmem.SECTOR)));
            }
        }
    }
}
