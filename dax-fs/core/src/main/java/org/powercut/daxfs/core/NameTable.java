package org.powercut.daxfs.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;

/**
 * The names of a directory of any size: their bytes one after the other in one array, in the order in which they were
 * added, and a hash table of places in it, so that a name costs about 25 bytes and its own length. The hash is keyed by
 * chance, so that nobody can make names that collide; nothing that can be seen depends on it. At most 2 GiB of names.
 */
final class NameTable implements DirectoryIndex {
    private static final FileType[] TYPES = FileType.values();

    // an entry: the inode (8 bytes), its type (1; 0 if the name was removed), the name's length (1), the name
    private static final int TYPE = 8;
    private static final int LENGTH = 9;
    private static final int NAME = 10;

    /** A slot: the place of an entry, and as many bits of its hash as are left. */
    private static final int PLACE_BITS = 32;

    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;
    private static final int SMALLEST = 8;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private byte[] entries = new byte[64];
    private int end;
    /** Bytes of entries that were removed. */
    private int garbage;

    /** Open addressing with linear probing; 0 is empty, since places are counted from 1. */
    private long[] slots = new long[SMALLEST];

    private int size;

    @Override
    public @Nullable Named get(String name) {
        byte[] bytes = encode(name);
        if (bytes == null) {
            return null;
        }
        int slot = find(bytes, hash(bytes, 0, bytes.length));
        return slots[slot] == 0 ? null : named(place(slots[slot]));
    }

    @Override
    public boolean add(String name, Named named) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        long hash = hash(bytes, 0, bytes.length);
        int slot = find(bytes, hash);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = slotOf(append(bytes, named), hash);
        size++;
        if (3L * size > 2L * slots.length) {
            rehash(slots.length * 2);
        }
        return true;
    }

    @Override
    public boolean remove(String name) {
        byte[] bytes = encode(name);
        int slot = bytes == null ? -1 : find(bytes, hash(bytes, 0, bytes.length));
        if (slot < 0 || slots[slot] == 0) {
            return false;
        }
        int place = place(slots[slot]);
        entries[place + TYPE] = 0;
        garbage += lengthAt(place);
        delete(slot);
        size--;
        if (garbage > end / 2) {
            collect();
        }
        return true;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEach(NameVisitor visitor) {
        for (int place = 0; place < end; place += lengthAt(place)) {
            if (entries[place + TYPE] != 0) {
                visitor.name(nameAt(place), named(place));
            }
        }
    }

    @Override
    public @Nullable String nameOf(long ino) {
        for (int place = 0; place < end; place += lengthAt(place)) {
            if (entries[place + TYPE] != 0 && Bytes.getLong(entries, place) == ino) {
                return nameAt(place);
            }
        }
        return null;
    }

    // entries

    /** The bytes of a name, or null if it has no UTF-8 form, so that nothing can have it. */
    private static byte @Nullable [] encode(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return Names.hasSurrogates(name) && !new String(bytes, StandardCharsets.UTF_8).equals(name) ? null : bytes;
    }

    private int append(byte[] name, Named named) {
        int place = end;
        if (name.length > MOST_BYTES - NAME - end) {
            throw new DaxFileSystemException(Errno.EFBIG, "a directory has at most 2 GiB of names");
        }
        int newEnd = end + NAME + name.length;
        if (newEnd > entries.length) {
            long wanted = Math.max(newEnd, entries.length + (entries.length >> 1) + 64L);
            entries = Arrays.copyOf(entries, (int) Math.min(wanted, MOST_BYTES));
        }
        Bytes.putLong(entries, place, named.ino());
        entries[place + TYPE] = (byte) (1 + named.type().ordinal());
        entries[place + LENGTH] = (byte) name.length;
        System.arraycopy(name, 0, entries, place + NAME, name.length);
        end = newEnd;
        return place;
    }

    private int lengthAt(int place) {
        return NAME + Byte.toUnsignedInt(entries[place + LENGTH]);
    }

    private Named named(int place) {
        return new Named(Bytes.getLong(entries, place), TYPES[entries[place + TYPE] - 1]);
    }

    private String nameAt(int place) {
        return new String(entries, place + NAME, lengthAt(place) - NAME, StandardCharsets.UTF_8);
    }

    /** Moves the entries together that are left. */
    private void collect() {
        int to = 0;
        for (int place = 0, length; place < end; place += length) {
            length = lengthAt(place);
            if (entries[place + TYPE] != 0) {
                System.arraycopy(entries, place, entries, to, length);
                to += length;
            }
        }
        end = to;
        garbage = 0;
        int roomy = Math.max(64, end + (end >> 1));
        if (roomy < entries.length / 2) {
            entries = Arrays.copyOf(entries, roomy);
        }
        int length = slots.length;
        while (length > SMALLEST && 4L * size < length) {
            length /= 2;
        }
        rehash(length);
    }

    // the table

    /** The slot that has the name, or the empty one where it would be. */
    private int find(byte[] name, long hash) {
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0 && !isOf(slots[slot], name, hash)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isOf(long slot, byte[] name, long hash) {
        if (((slot ^ hash) & ~PLACE_MASK) != 0) {
            return false;
        }
        int place = place(slot);
        int length = lengthAt(place) - NAME;
        return length == name.length && Arrays.equals(entries, place + NAME, place + NAME + length, name, 0, length);
    }

    /** Empties a slot, and moves up those behind it that would not be found any more. */
    private void delete(int gone) {
        int mask = slots.length - 1;
        int hole = gone;
        for (int slot = hole + 1 & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int home = (int) hashAt(place(slots[slot])) & mask;
            if ((slot - home & mask) >= (slot - hole & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
    }

    private void rehash(int length) {
        slots = new long[length];
        int mask = length - 1;
        for (int place = 0; place < end; place += lengthAt(place)) {
            if (entries[place + TYPE] != 0) {
                long hash = hashAt(place);
                int slot = (int) hash & mask;
                while (slots[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                slots[slot] = slotOf(place, hash);
            }
        }
    }

    private static long slotOf(int place, long hash) {
        return hash & ~PLACE_MASK | place + 1L;
    }

    private static int place(long slot) {
        return (int) ((slot & PLACE_MASK) - 1);
    }

    private long hashAt(int place) {
        return hash(entries, place + NAME, lengthAt(place) - NAME);
    }

    private long hash(byte[] bytes, int from, int length) {
        long hash = seed + length;
        int at = from;
        for (; at + 8 <= from + length; at += 8) {
            hash = Checksum.mix(hash ^ Bytes.getLong(bytes, at));
        }
        long last = 0;
        for (; at < from + length; at++) {
            last = last << 8 | bytes[at] & 0xFF;
        }
        return Checksum.mix(hash ^ last);
    }
}
