package org.powercut.suites.undofs;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The words that one operation is to change, none of which is changed before the journal commits them; and the blocks and
 * the inode that it takes. What nothing leads to yet may be stored at once, past the transaction.
 */
final class Transaction {
    private final PmemDevice device;
    private final Allocator allocator;
    private final TreeMap<Long, Long> words = new TreeMap<>();
    private final List<Long> blocks = new ArrayList<>();
    private final List<Long> inodes = new ArrayList<>();

    /** Words that lie side by side, few enough for one undo record. */
    record Run(long address, List<Long> values) {
        long length() {
            return (long) values.size() * Pmem.ATOM;
        }
    }

    Transaction(PmemDevice device, Allocator allocator) {
        this.device = device;
        this.allocator = allocator;
    }

    void put(long address, long value) {
        words.put(address, value);
    }

    /** A word as it will be. */
    long get(long address) {
        Long changed = words.get(address);
        return changed == null ? device.getLong(address) : changed;
    }

    /** A block whose content is nobody's; what it may have lost is nobody's either. */
    long allocate() {
        long block = allocator.allocate();
        blocks.add(block);
        if (device.mediaErrors().isPoisoned(block, Pmem.PAGE)) {
            device.mediaErrors().clear(new MediaRange(block, Pmem.PAGE));
        }
        return block;
    }

    /** A block of zeros, durable with the next fence. */
    long allocateZeros() {
        long block = allocate();
        device.ntFill(block, Pmem.PAGE, (byte) 0);
        return block;
    }

    long allocateInode() {
        long number = allocator.allocateInode();
        inodes.add(number);
        return number;
    }

    /** Gives back what was taken; nothing was changed. */
    void abort() {
        blocks.forEach(allocator::free);
        inodes.forEach(allocator::freeInode);
    }

    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        words.forEach((address, value) -> {
            Run last = runs.isEmpty() ? null : runs.getLast();
            if (last == null
                    || last.address() + last.length() != address
                    || last.values().size() == Layout.RECORD_CAPACITY) {
                last = new Run(address, new ArrayList<>());
                runs.add(last);
            }
            last.values().add(value);
        });
        return runs;
    }
}
