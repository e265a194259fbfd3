package org.powercut.framework.oracle;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.Pmem;

/** The files and mappings that a workload keeps open, by the path under which they were opened. */
final class OpenThings {
    private final Map<String, DaxFile> held = new HashMap<>();
    private final Map<String, Mapped> mapped = new HashMap<>();

    /** A file that is mapped, and its mappings. The file stays open so that a longer mapping is one of the same file. */
    private record Mapped(DaxFile file, Map<MapMode, DaxMapping> mappings) {
        void close() {
            mappings.values().forEach(DaxMapping::close);
            file.close();
        }
    }

    void hold(DaxFileSystem fs, String path) {
        if (!held.containsKey(path)) {
            held.put(path, fs.open(path, OpenFlag.READ));
        }
    }

    void close(String path) {
        DaxFile file = held.remove(path);
        if (file != null) {
            file.close();
        }
    }

    /** The file that is mapped under a path; opened if there is none. */
    DaxFile mappedFile(DaxFileSystem fs, String path) {
        return mapped(fs, path).file();
    }

    /** The mapping of a path and mode, made if there is none, and made anew if it ends before {@code end}. */
    DaxMapping mapping(DaxFileSystem fs, String path, MapMode mode, long end) {
        Mapped known = mapped(fs, path);
        DaxMapping mapping = known.mappings().get(mode);
        if (mapping == null || mapping.length() < end) {
            DaxMapping longer = known.file().map(mode, 0, Math.max(1, Math.ceilDiv(end, Pmem.PAGE)) * Pmem.PAGE);
            known.mappings().put(mode, longer);
            if (mapping != null) {
                mapping.close();
            }
            mapping = longer;
        }
        return mapping;
    }

    /** A mapping of a path through which its file can be made durable: one that there is, or a new shared one. */
    DaxMapping sharedMapping(DaxFileSystem fs, String path, long end) {
        MapMode mode =
                mapped(fs, path).mappings().containsKey(MapMode.SHARED_SYNC) ? MapMode.SHARED_SYNC : MapMode.SHARED;
        return mapping(fs, path, mode, end);
    }

    private Mapped mapped(DaxFileSystem fs, String path) {
        Mapped known = mapped.get(path);
        if (known == null) {
            known = new Mapped(fs.open(path, OpenFlag.READ, OpenFlag.WRITE), new EnumMap<>(MapMode.class));
            mapped.put(path, known);
        }
        return known;
    }

    /** Closes files that could be opened to be mapped, but not mapped. */
    void closeUnmapped() {
        mapped.values().removeIf(known -> {
            boolean unmapped = known.mappings().isEmpty();
            if (unmapped) {
                known.close();
            }
            return unmapped;
        });
    }

    void unmap(String path) {
        Mapped known = mapped.remove(path);
        if (known != null) {
            known.close();
        }
    }

    /** After an unmount, which has closed everything. */
    void forget() {
        held.clear();
        mapped.clear();
    }

    void closeAll() {
        held.values().forEach(DaxFile::close);
        mapped.values().forEach(Mapped::close);
        forget();
    }
}
