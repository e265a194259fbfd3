package org.powercut.framework.explore;

import java.util.HashSet;
import java.util.Set;
import org.powercut.framework.model.ImageHash;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Medium;
import org.powercut.pmem.Pmem;

/**
 * The device during a recovery from a crash image some words of which are not decided: until recovery overwrites such a word,
 * it reads as a mark that stands for whatever it is. So what is in flight at a power cut during recovery says, by the mark,
 * where the recovery's own store was lost and what was there before came to light again.
 */
final class Undecided implements Medium {
    private final Medium device;
    private final Set<Long> addresses;
    private final long salt;
    private final Set<Long> overwritten = new HashSet<>();
    private long change;

    /**
     * @param device as it is; whatever is on it where words are not decided
     * @param addresses the words that are not decided
     * @param depth of the power cut, so that marks of different ones differ
     */
    Undecided(Medium device, Set<Long> addresses, int depth) {
        this.device = device;
        this.addresses = addresses;
        this.salt = ImageHash.mix(0x5ca1ab1e_0ddba11L + depth);
    }

    /** A device on which every word is decided. */
    static Undecided none(Medium device) {
        return new Undecided(device, Set.of(), 0);
    }

    /**
     * What the hash of the words on the device has changed by. A trace's own hash does not say that: it has marks where recovery
     * overwrote what was not decided.
     */
    long change() {
        return change;
    }

    /** Whether a word that was not decided has not been overwritten so far. */
    boolean isOpen(long address) {
        return addresses.contains(address) && !overwritten.contains(address);
    }

    /** Whether what was found at an address stands for what was there before. */
    boolean isMark(long address, long word) {
        return word == mark(address) && addresses.contains(address);
    }

    private long mark(long address) {
        return ImageHash.mix(salt + address);
    }

    @Override
    public long word(long address) {
        return isOpen(address) ? mark(address) : device.word(address);
    }

    @Override
    public void set(long address, long value) {
        if (addresses.contains(address)) {
            overwritten.add(address);
        }
        change ^= ImageHash.change(address, device.word(address), value);
        device.set(address, value);
    }

    @Override
    public void media(Kind kind, long address, long length) {
        if (kind == Kind.POISON_CLEARED) {
            for (long at = address; at < address + length; at += Pmem.ATOM) {
                change ^= ImageHash.change(at, device.word(at), 0);
                if (addresses.contains(at)) {
                    overwritten.add(at);
                }
            }
        }
        device.media(kind, address, length);
    }
}
