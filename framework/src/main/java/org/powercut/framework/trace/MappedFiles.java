package org.powercut.framework.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.Pmem;

/**
 * The files of a store log, as REGISTER_FILE names them, and where their bytes are on one device: one file after the
 * other, in the order of their first registration, each from a page boundary on.
 */
final class MappedFiles {
    private final List<Mapping> mappings = new ArrayList<>();
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private @Nullable Map<String, Long> starts;

    /**
     * A part of a file that was mapped.
     *
     * @param base address of its first byte in the process
     * @param offset of that byte in the file
     */
    record Mapping(String name, long base, long size, long offset, long line) {
        long end() {
            return base + size;
        }

        @Override
        public String toString() {
            return "%s at 0x%x, 0x%x bytes (line %d)".formatted(name, base, size, line);
        }
    }

    /** Adds a registration; one that is there already changes nothing. */
    void register(Entries at, Mapping added) {
        for (Mapping other : mappings) {
            boolean same = other.base == added.base
                    && other.size == added.size
                    && other.offset == added.offset
                    && other.name.equals(added.name);
            if (same) {
                return;
            }
            if (added.base < other.end() && other.base < added.end()) {
                throw at.refuse("REGISTER_FILE of " + added + " overlaps " + other
                        + "; registered files lie apart, or the addresses of stores could mean either");
            }
        }
        mappings.add(added);
        sizes.merge(added.name, added.offset + added.size, Math::max);
    }

    boolean isEmpty() {
        return mappings.isEmpty();
    }

    /** The mapping that has an address, or null. */
    @Nullable
    Mapping at(long address) {
        for (Mapping mapping : mappings) {
            if (address >= mapping.base && address < mapping.end()) {
                return mapping;
            }
        }
        return null;
    }

    /** The mappings that share a byte with a range of addresses. */
    List<Mapping> within(long start, long end) {
        return mappings.stream()
                .filter(mapping -> start < mapping.end() && mapping.base < end)
                .toList();
    }

    /** Where an address of a mapping is on the device; all files must be registered by now. */
    long onDevice(Mapping mapping, long address) {
        Map<String, Long> known = starts;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (ImageFile file : files()) {
                known.put(file.name(), file.offset());
            }
            starts = known;
        }
        return known.getOrDefault(mapping.name, 0L) + mapping.offset + (address - mapping.base);
    }

    /** The files on the device. */
    List<ImageFile> files() {
        List<ImageFile> files = new ArrayList<>();
        long start = 0;
        for (Map.Entry<String, Long> file : sizes.entrySet()) {
            files.add(new ImageFile(file.getKey(), start, file.getValue()));
            start = Pmem.ceil(start + file.getValue(), Pmem.PAGE);
        }
        return files;
    }

    /** Bytes of the device. */
    long deviceSize() {
        ImageFile last = files().getLast();
        return Pmem.ceil(last.offset() + last.size(), Pmem.PAGE);
    }
}
