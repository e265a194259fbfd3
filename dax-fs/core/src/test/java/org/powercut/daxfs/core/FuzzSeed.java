package org.powercut.daxfs.core;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MediaStruct;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/**
 * A valid image that others are made from, and where the structs on it lie.
 *
 * @param bytes the device
 * @param errors the device's media errors
 * @param logs of each inode that has one: the tail
 */
record FuzzSeed(
        String name, byte[] bytes, MediaState errors, Geometry geometry, List<Spot> spots, Map<Long, Long> logs) {
    private static final Pattern INODE = Pattern.compile("(?:inode|inode_replica|log)\\[(?:inode )?(\\d+)].*");

    /** What seals a struct. */
    enum Kind {
        SUPERBLOCK,
        SLOT,
        INODE,
        ENTRY,
        CHECKPOINT,
        CHECKSUM
    }

    /**
     * A struct on the image.
     *
     * @param number of the inode that it belongs to, or of the block, or of the copy
     */
    record Spot(Kind kind, String name, long number, int offset, int length, List<MediaStruct.Value> fields) {}

    /** Looks at a device that holds a file system which fsck finds nothing wrong with. */
    static FuzzSeed of(String name, SimulatedDevice device) {
        byte[] bytes =
                device.memory(0, device.size()).orElseThrow().toArray(ValueLayout.JAVA_BYTE); // poisoned ones too
        MediaState errors = new MediaState(device.mediaErrors().listed(), List.of());
        List<Spot> spots = new ArrayList<>();
        TestFs.PROVIDER.dump(device).forEach(struct -> spots.add(spot(struct)));
        addChecksums(device, spots);
        Superblock superblock = Superblock.read(device);
        Map<Long, Long> logs = new HashMap<>();
        for (Spot spot : spots) {
            long tail = spot.kind == Kind.INODE ? Bytes.getLong(bytes, spot.offset + Layout.Inode.LOG_TAIL) : 0;
            if (tail != TailWord.FREE) {
                logs.put(spot.number, tail);
            }
        }
        return new FuzzSeed(name, bytes, errors, superblock.geometry, List.copyOf(spots), Map.copyOf(logs));
    }

    private static Spot spot(MediaStruct struct) {
        String name = struct.name();
        Kind kind = name.startsWith("superblock")
                ? Kind.SUPERBLOCK
                : name.startsWith("journal")
                        ? Kind.SLOT
                        : name.startsWith("checkpoint")
                                ? Kind.CHECKPOINT
                                : name.startsWith("log") ? Kind.ENTRY : Kind.INODE;
        Matcher matcher = INODE.matcher(name);
        long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : name.endsWith("[1]") ? 1 : 0;
        return new Spot(kind, name, number, (int) struct.offset(), (int) struct.length(), struct.fields());
    }

    private static void addChecksums(PmemDevice device, List<Spot> spots) {
        for (MediaMap.Field field : TestFs.PROVIDER.mediaMap(device).find("checksum[*].crc")) {
            String name = field.name().substring(0, field.name().indexOf('.'));
            long block = Long.parseLong(name.substring(name.indexOf('[') + 1, name.length() - 1));
            List<MediaStruct.Value> fields = Layout.DataChecksum.STRUCT.fields().stream()
                    .map(part -> new MediaStruct.Value(part.name(), part.offset(), part.length(), ""))
                    .toList();
            spots.add(new Spot(Kind.CHECKSUM, name, block, (int) field.offset(), 8, fields));
        }
    }

    List<Spot> spots(Kind kind) {
        return spots.stream().filter(spot -> spot.kind == kind).toList();
    }
}
