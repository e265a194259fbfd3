package org.powercut.suites.undofs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.MediaMap;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** The names of superblock, journal, inodes and slots, and of the blocks by their users, at the time of the call. */
final class UndoMediaMap implements MediaMap {
    private static final String[] INODE_FIELDS = {
        "kind", "links", "size", "root", "mtime", "ctime", "next", "owner", "atime", "btime", "generation"
    };

    private final TreeMap<Long, Field> fields = new TreeMap<>();

    UndoMediaMap(PmemDevice device, Superblock superblock) {
        words("superblock", 0, "magic", "size", "inodes", "checksum");
        add("superblock.trim", Layout.SUPER_TRIM, Pmem.ATOM);
        add("journal.generation", Layout.JOURNAL, Pmem.ATOM);
        for (int i = 0; i < Layout.RECORDS; i++) {
            long record = Layout.record(i);
            words("journal[" + i + "]", record, "address", "words");
            add("journal[" + i + "].old", record + Layout.RECORD_OLD, (long) Layout.RECORD_CAPACITY * Pmem.ATOM);
            add("journal[" + i + "].generation", record + Layout.RECORD_GENERATION, Pmem.ATOM);
        }
        for (long number = 1; number <= superblock.inodes(); number++) {
            words("inode[" + number + "]", Layout.inode(number), INODE_FIELDS);
        }
        for (long number = 1; number <= superblock.inodes(); number++) {
            blocks(new Inode(device, number), new BlockMap(device), device.size());
        }
    }

    /** A crash image may hold anything: what makes no sense stays without a name. */
    private void blocks(Inode inode, BlockMap map, long size) {
        if (!inode.isValid()) {
            return;
        }
        String kind = inode.type().name().toLowerCase(Locale.ROOT);
        List<Long> blocks = new ArrayList<>();
        try {
            map.forEachBlock(inode, block -> {
                if (block % Pmem.PAGE != 0 || block < 0 || block >= size || blocks.size() > size / Pmem.PAGE) {
                    throw new CorruptFileSystemException("block", "address", block, "no block");
                }
                blocks.add(block);
            });
        } catch (CorruptFileSystemException e) {
            return;
        }
        for (int i = 0; i < blocks.size(); i++) {
            String block = kind + "[" + inode.number() + "] block " + i;
            add(block, blocks.get(i), Pmem.PAGE);
            for (int slot = 0; inode.isDirectory() && slot < Layout.SLOTS; slot++) {
                long address = blocks.get(i) + (long) slot * Layout.SLOT;
                words(block + " slot " + slot, address, "inode", "kind");
                add(block + " slot " + slot + ".name", address + Layout.SLOT_NAME, Layout.SLOT - Layout.SLOT_NAME);
            }
        }
    }

    private void words(String struct, long address, String... names) {
        for (int i = 0; i < names.length; i++) {
            add(struct + "." + names[i], address + (long) i * Pmem.ATOM, Pmem.ATOM);
        }
    }

    private void add(String name, long offset, long length) {
        fields.put(offset, new Field(name, offset, length));
    }

    @Override
    public String nameOf(long offset) {
        Map.Entry<Long, Field> entry = fields.floorEntry(offset);
        if (entry == null || offset >= entry.getKey() + entry.getValue().length()) {
            return MediaMap.unnamed().nameOf(offset);
        }
        Field field = entry.getValue();
        return field.name() + (offset == field.offset() ? "" : "+" + (offset - field.offset()));
    }

    @Override
    public List<Field> find(String pattern) {
        Pattern wanted = Pattern.compile(
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        return fields.values().stream()
                .filter(field -> wanted.matcher(field.name()).matches())
                .toList();
    }
}
