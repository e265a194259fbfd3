package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.powercut.daxfs.MediaStruct.Value;
import org.powercut.daxfs.core.FuzzSeed.Kind;
import org.powercut.daxfs.core.FuzzSeed.Spot;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.Pmem;

/**
 * Spoils an image as chance has it, and as malice would: bits and words anywhere; fields of structs set to what hurts most,
 * their checksums made to fit, so that they are believed; logs led elsewhere, names given to ancestors, entries forged and
 * appended, records of the journal invented; the device cut short, with a superblock that agrees; media errors. What it did
 * can be told.
 */
final class ImageFuzzer {
    private static final int LINES_PER_PAGE = Pmem.PAGE / Pmem.LINE;

    private final FuzzSeed seed;
    private final FuzzDevice device;
    private final byte[] memory;
    private final Geometry geometry;
    private final Checksum checksum = new Checksum();
    private final List<Spot> entries;
    private final List<Spot> pages;
    private final List<Spot> names;
    private final List<Spot> inodes;
    private final List<Spot> superblocks;
    private final List<Spot> checksums;
    private final List<Spot> slots;
    private final List<Spot> structs;
    private final long[] inodesWithLogs;
    private final List<String> done = new ArrayList<>();

    private RandomGenerator random = new java.util.SplittableRandom(0);

    ImageFuzzer(FuzzSeed seed, FuzzDevice device) {
        this.seed = seed;
        this.device = device;
        this.memory = device.memory;
        this.geometry = seed.geometry();
        entries = seed.spots(Kind.ENTRY).stream().filter(spot -> !isPage(spot)).toList();
        pages = seed.spots(Kind.ENTRY).stream().filter(ImageFuzzer::isPage).toList();
        names = entries.stream().filter(spot -> spot.name().endsWith("name)")).toList();
        inodes = seed.spots(Kind.INODE);
        superblocks = seed.spots(Kind.SUPERBLOCK);
        checksums = seed.spots(Kind.CHECKSUM);
        slots = seed.spots(Kind.SLOT);
        structs = seed.spots().stream()
                .filter(spot -> spot.kind() != Kind.CHECKSUM)
                .toList();
        inodesWithLogs =
                seed.logs().keySet().stream().mapToLong(ino -> ino).sorted().toArray();
    }

    private static boolean isPage(Spot spot) {
        return spot.name().contains("] page ");
    }

    /** Spoils the device by 1 to some 6 changes. Returns what they were. */
    List<String> spoil(RandomGenerator newRandom) {
        random = newRandom;
        done.clear();
        do {
            spoilOnce();
        } while (random.nextInt(5) < 2 && done.size() < 6);
        return List.copyOf(done);
    }

    private void spoilOnce() {
        switch (random.nextInt(26)) {
            case 0 -> flipBits();
            case 1 -> noise();
            case 2, 3 -> setField(pick(structs), false);
            case 4, 5, 6, 7, 8, 9, 10 -> setField(pick(entries), true);
            case 11 -> setField(pick(pages), true);
            case 12 -> setField(pick(inodes), true);
            case 13 -> setField(pick(superblocks), true);
            case 14 -> setField(pick(slots), true);
            case 15 -> copyStruct();
            case 16, 17 -> tail();
            case 18 -> linkPage();
            case 19 -> linkName();
            case 20, 21 -> append();
            case 22 -> journal();
            case 23 -> deviceChange();
            case 24 -> checkpointOrChecksum();
            default -> setField(pick(entries), false);
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void did(String what) {
        done.add(what);
    }

    private int offset() {
        return random.nextInt(4) == 0
                ? random.nextInt(memory.length)
                : pick(structs).offset() + random.nextInt(64);
    }

    private void flipBits() {
        for (int i = random.nextInt(6); i >= 0; i--) {
            int offset = offset();
            int bit = random.nextInt(8);
            memory[offset] ^= (byte) (1 << bit);
            device.touch(offset, 1);
            did("bit " + bit + " of byte " + offset + " flipped");
        }
    }

    private void noise() {
        int offset = (int) Pmem.floor(offset(), Pmem.ATOM);
        int length = random.nextInt(3) == 0 ? Pmem.ATOM << random.nextInt(9) : Pmem.ATOM;
        length = Math.min(length, memory.length - offset);
        boolean zeros = random.nextInt(3) == 0;
        for (int at = offset; at < offset + length; at += Pmem.ATOM) {
            Bytes.putLong(memory, at, zeros ? 0 : random.nextLong());
        }
        device.touch(offset, length);
        did((zeros ? "zeros" : "noise") + " at " + offset + ", " + length + " bytes");
    }

    // fields

    private void setField(Spot spot, boolean seals) {
        Value field = pick(spot.fields());
        long value = value(spot, field);
        put(spot.offset() + field.offset(), field.length(), value);
        did(spot.name() + "." + field.name() + " = " + value + " (0x" + Long.toHexString(value) + ")"
                + (seals ? ", sealed" : ""));
        if (seals) {
            seal(spot);
        }
    }

    private long value(Spot spot, Value field) {
        long old = number(spot.offset() + field.offset(), field.length());
        return switch (random.nextInt(19)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Long.MAX_VALUE;
            case 3 -> Long.MIN_VALUE;
            case 4 -> Integer.MAX_VALUE;
            case 5 -> old + 1;
            case 6 -> old - 1;
            case 7 -> old ^ 1L << random.nextInt(Math.min(64, 8 * field.length()));
            case 8 -> random.nextLong();
            case 9 -> random.nextInt(16);
            case 10 -> geometry.dataStart + random.nextInt((int) (geometry.dataEnd - geometry.dataStart));
            case 11 -> spot.offset() / Pmem.PAGE;
            case 12 -> 1L << random.nextInt(64);
            case 13 -> geometry.pages - 1 + random.nextInt(3);
            case 14 -> random.nextInt((int) geometry.inodes + 2);
            case 15 -> random.nextBoolean() ? geometry.dataStart - random.nextInt(2) : geometry.dataEnd;
            case 16 -> Long.MAX_VALUE - random.nextInt(3 * Pmem.PAGE);
            case 17 -> old * random.nextInt(5);
            default -> same(field);
        };
    }

    /** What the field of this name holds in another struct. */
    private long same(Value field) {
        for (int i = 0; i < 8; i++) {
            Spot other = pick(structs);
            for (Value value : other.fields()) {
                if (value.name().equals(field.name()) && value.length() == field.length()) {
                    return number(other.offset() + value.offset(), value.length());
                }
            }
        }
        return random.nextInt();
    }

    private long number(int offset, int length) {
        long value = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            value = value << 8 | memory[offset + i] & 0xFF;
        }
        return value;
    }

    private void put(int offset, int length, long value) {
        for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
            memory[offset + i] = (byte) (value >>> 8 * i);
        }
        device.touch(offset, length);
    }

    // seals

    private void seal(Spot spot) {
        switch (spot.kind()) {
            case SUPERBLOCK -> sealSuperblock(spot);
            case SLOT -> sealSlot(spot.offset(), Bytes.getInt(memory, spot.offset()));
            case INODE -> sealInode(spot);
            case ENTRY -> sealEntry(spot.number(), spot.offset());
            case CHECKPOINT -> sealCheckpoint();
            case CHECKSUM -> {}
        }
    }

    /** Mostly in both copies, or the other one would win. */
    private void sealSuperblock(Spot spot) {
        int start = spot.offset();
        int length = Layout.Superblock.STRUCT.length();
        put(start, 4, checksum.of(memory, start + 4, start + length));
        if (random.nextInt(4) > 0) {
            int other = (int) geometry.replicaOffset(0) - start;
            System.arraycopy(memory, start, memory, other, length);
            device.touch(other, length);
        }
    }

    private void sealSlot(int start, int sequence) {
        int count = (int) Math.clamp(Bytes.getLong(memory, start + Layout.Slot.COUNT), 0L, Layout.Slot.ENTRIES);
        int end = start + Layout.Slot.FIRST + count * Layout.Slot.ENTRY_LENGTH;
        int crc = checksum.of(memory, start + Layout.Slot.COUNT, end, sequence, 0);
        put(start, 8, (long) crc << 32 | Integer.toUnsignedLong(sequence));
    }

    private void sealInode(Spot spot) {
        int start = spot.offset();
        long ino = spot.number();
        put(start, 4, checksum.of(memory, start + Layout.Inode.MAGIC, start + Layout.Inode.IDENTITY, ino, 0));
        long tail = Bytes.getLong(memory, start + Layout.Inode.LOG_TAIL);
        if (tail != TailWord.FREE) {
            put(start + Layout.Inode.LOG_TAIL, 8, TailWord.encode(ino, TailWord.line(tail), TailWord.turn(tail)));
        }
        if (random.nextInt(4) > 0) {
            int primary = (int) geometry.inodeOffset(ino);
            int other = primary == start ? (int) geometry.replicaOffset(primary) : primary;
            System.arraycopy(memory, start, memory, other, Layout.Inode.USED);
            device.touch(other, Layout.Inode.USED);
        }
    }

    private void sealEntry(long ino, int start) {
        int room = Pmem.PAGE - start % Pmem.PAGE;
        int length = Math.clamp(memory[start + Layout.Entry.LINES] * Pmem.LINE, Pmem.LINE, room);
        put(start, 4, checksum.of(memory, start + Layout.Entry.TYPE, start + length, ino, start));
    }

    private void sealCheckpoint() {
        Spot superblock = superblocks.getFirst();
        long start = Bytes.getLong(memory, Layout.Superblock.CHECKPOINT) * Pmem.PAGE;
        long length = Bytes.getLong(memory, Layout.Superblock.CHECKPOINT_LENGTH);
        if (start > 0 && length > 0 && start < memory.length && length < memory.length - start) {
            CRC32C crc = new CRC32C();
            crc.update(memory, (int) start, (int) length);
            put(Layout.Superblock.CHECKPOINT_CRC, 8, crc.getValue());
            sealSuperblock(superblock);
        }
    }

    // links

    private void copyStruct() {
        Spot from = pick(structs);
        Spot to = pick(seed.spots(from.kind()));
        int length = Math.min(from.length(), to.length());
        boolean swaps = random.nextBoolean();
        for (int i = 0; i < length; i++) {
            byte old = memory[to.offset() + i];
            memory[to.offset() + i] = memory[from.offset() + i];
            if (swaps) {
                memory[from.offset() + i] = old;
            }
        }
        device.touch(from.offset(), length);
        device.touch(to.offset(), length);
        boolean seals = random.nextInt(4) > 0;
        if (seals) {
            seal(to);
            seal(from);
        }
        did(from.name() + (swaps ? " and " : " to ") + to.name() + (seals ? ", sealed" : ""));
    }

    /** Leads a log elsewhere: into another one, back into itself, anywhere. */
    private void tail() {
        long ino = random.nextInt(4) == 0
                ? 1 + random.nextInt((int) geometry.inodes - 1)
                : inodesWithLogs[random.nextInt(inodesWithLogs.length)];
        long line = line();
        setTail(ino, line, random.nextInt(2));
        did("log_tail of inode " + ino + " = line " + line);
    }

    private long line() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(memory.length / Pmem.LINE + 10);
            case 1 -> pick(entries).offset() / Pmem.LINE;
            case 2 -> TailWord.line(seed.logs().get(inodesWithLogs[random.nextInt(inodesWithLogs.length)]));
            default ->
                random.nextInt(20) == 0 ? random.nextLong() >>> 17 : pick(pages).offset() / Pmem.LINE + 1;
        };
    }

    private void setTail(long ino, long line, int turn) {
        long word = random.nextInt(12) == 0 ? TailWord.FREE : TailWord.encode(ino, line, turn);
        int primary = (int) geometry.inodeOffset(ino);
        put(primary + Layout.Inode.LOG_TAIL, 8, word);
        put((int) geometry.replicaOffset(primary) + Layout.Inode.LOG_TAIL, 8, word);
    }

    private void linkPage() {
        Spot page = pick(pages);
        Spot other = random.nextBoolean() ? page : pick(pages);
        put(page.offset() + Layout.PageEntry.PREVIOUS, 8, other.offset() / Pmem.PAGE);
        put(page.offset() + Layout.PageEntry.PREVIOUS_LINES, 8, 1 + random.nextInt(LINES_PER_PAGE));
        long index = random.nextInt(3) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(3);
        put(page.offset() + Layout.PageEntry.INDEX, 8, index);
        sealEntry(page.number(), page.offset());
        did(page.name() + " comes after " + other.name() + " as " + index);
    }

    private void linkName() {
        Spot name = pick(names);
        long ino = random.nextInt(3) == 0 ? name.number() : inodesWithLogs[random.nextInt(inodesWithLogs.length)];
        put(name.offset() + Layout.NameEntry.INO, 8, ino);
        int type = random.nextInt(9);
        if (random.nextBoolean()) {
            put(name.offset() + Layout.NameEntry.FILE_TYPE, 2, type);
        }
        sealEntry(name.number(), name.offset());
        did(name.name() + " names inode " + ino);
    }

    /** Forges entries and commits them. */
    private void append() {
        long ino = inodesWithLogs[random.nextInt(inodesWithLogs.length)];
        int primary = (int) geometry.inodeOffset(ino);
        long tail = Bytes.getLong(memory, primary + Layout.Inode.LOG_TAIL);
        long line = TailWord.line(tail);
        for (int i = random.nextInt(3); i >= 0; i--) {
            Spot donor = pick(entries);
            long room = LINES_PER_PAGE - line % LINES_PER_PAGE;
            int start = (int) (line * Pmem.LINE);
            boolean fits = line > 0
                    && room < LINES_PER_PAGE
                    && donor.length() <= room * Pmem.LINE
                    && line < memory.length / Pmem.LINE - LINES_PER_PAGE;
            if (!fits) {
                did("nothing fits behind the log of inode " + ino);
                return;
            }
            System.arraycopy(memory, donor.offset(), memory, start, donor.length());
            device.touch(start, donor.length());
            Spot forged = new Spot(Kind.ENTRY, "forged " + donor.name(), ino, start, donor.length(), donor.fields());
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                setField(forged, true);
            }
            sealEntry(ino, start);
            line += donor.length() / Pmem.LINE;
            did("a copy of " + donor.name() + " appended to the log of inode " + ino);
        }
        setTail(ino, line, TailWord.turn(tail));
    }

    /** Invents the newest record of the journal. */
    private void journal() {
        int first = Bytes.getInt(memory, slots.getFirst().offset());
        int second = Bytes.getInt(memory, slots.getLast().offset());
        int sequence = Math.max(first, second) + 1;
        int start = slots.get(sequence & 1).offset();
        int count = 1 + random.nextInt(4);
        put(start + Layout.Slot.COUNT, 8, count);
        for (int i = 0; i < count; i++) {
            long ino = random.nextInt(5) == 0
                    ? random.nextInt((int) geometry.inodes + 1)
                    : inodesWithLogs[random.nextInt(inodesWithLogs.length)];
            int at = start + Layout.Slot.FIRST + i * Layout.Slot.ENTRY_LENGTH;
            long old = ino < geometry.inodes
                    ? Bytes.getLong(memory, (int) geometry.inodeOffset(ino) + Layout.Inode.LOG_TAIL)
                    : 0;
            long next = random.nextInt(5) == 0 ? random.nextInt(3) : TailWord.encode(ino, line(), random.nextInt(2));
            put(at + Layout.Slot.INO, 8, ino);
            put(at + Layout.Slot.OLD, 8, random.nextInt(8) == 0 ? 0 : old);
            put(at + Layout.Slot.NEW, 8, next);
        }
        sealSlot(start, sequence);
        did("a journal record " + sequence + " of " + count + " inodes");
    }

    private void checkpointOrChecksum() {
        List<Spot> checkpoints = seed.spots(Kind.CHECKPOINT);
        if (!checkpoints.isEmpty() && random.nextInt(4) > 0) {
            Spot checkpoint = checkpoints.getFirst();
            if (random.nextBoolean()) {
                setField(checkpoint, true);
            } else {
                long length = Bytes.getLong(memory, Layout.Superblock.CHECKPOINT_LENGTH);
                int words = (int) Math.clamp(length / Pmem.ATOM, 9L, 512L);
                int word = 8 + random.nextInt(words - 8);
                put(
                        checkpoint.offset() + word * Pmem.ATOM,
                        8,
                        value(checkpoint, checkpoint.fields().get(3)));
                sealCheckpoint();
                did("word " + word + " of the checkpoint, sealed");
            }
        } else if (checksums.isEmpty()) {
            noise();
        } else {
            setField(pick(checksums), false);
        }
    }

    // the device

    private void deviceChange() {
        switch (random.nextInt(4)) {
            case 0 -> truncate();
            case 1 -> copyPage();
            default -> poison();
        }
    }

    private void truncate() {
        int size = random.nextBoolean()
                ? (int) geometry.pages - 1 - random.nextInt(3)
                : 1 + random.nextInt((int) geometry.pages - 1);
        boolean agrees = random.nextBoolean();
        if (agrees) {
            int length = Layout.Superblock.STRUCT.length();
            int last = (size - 1) * Pmem.PAGE;
            put(Layout.Superblock.PAGES, 8, size);
            put(0, 4, checksum.of(memory, 4, length));
            System.arraycopy(memory, 0, memory, last, length);
            device.touch(last, length);
        }
        device.truncate(size);
        did("truncated to " + size + " pages" + (agrees ? ", as the superblock says" : ""));
    }

    private void copyPage() {
        int from = random.nextInt((int) geometry.pages);
        int to = random.nextInt((int) geometry.pages);
        System.arraycopy(memory, from * Pmem.PAGE, memory, to * Pmem.PAGE, Pmem.PAGE);
        device.touch((long) to * Pmem.PAGE, Pmem.PAGE);
        did("page " + from + " copied to " + to);
    }

    private void poison() {
        int offset = offset();
        int length = Math.min(memory.length - offset, 1 + random.nextInt(random.nextBoolean() ? 1 : 3 * Pmem.PAGE));
        Visibility visibility = random.nextBoolean() ? Visibility.LATENT : Visibility.LISTED;
        device.mediaErrors().poison(offset, length, visibility);
        did("poison at " + offset + ", " + length + " bytes, " + visibility);
    }
}
