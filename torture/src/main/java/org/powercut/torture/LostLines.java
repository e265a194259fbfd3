package org.powercut.torture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.powercut.framework.explore.LostStore;

/** The cache lines that a power cut took something from, in words. */
final class LostLines {
    private static final int LINE = 64;

    private LostLines() {}

    /** {@code 2 lines: inode[7].log_tail, log[inode 7] entry 3}, or {@code nothing}. */
    static String inWords(List<LostStore> lost) {
        if (lost.isEmpty()) {
            return "nothing";
        }
        Map<Long, String> lines = new LinkedHashMap<>();
        lost.forEach(store -> lines.putIfAbsent(store.address() / LINE, name(store)));
        return lines.size() + (lines.size() == 1 ? " line: " : " lines: ") + String.join(", ", lines.values());
    }

    /** Where the lost stores were issued: {@code InodeLog.commitTail:putLong#0}. */
    static String sites(List<LostStore> lost) {
        return lost.stream().map(store -> store.site().name()).distinct().collect(Collectors.joining(", "));
    }

    private static String name(LostStore store) {
        return store.field().isEmpty() ? "0x" + Long.toHexString(store.address()) : store.field();
    }
}
