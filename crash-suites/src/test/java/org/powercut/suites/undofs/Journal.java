package org.powercut.suites.undofs;

import java.util.ArrayList;
import java.util.List;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/**
 * The undo journal. A record holds where some words lie and what they were; it counts as long as it is of the journal's
 * generation, which is stored last into the record's line: a line keeps the order of its stores. The next generation ends
 * all records at once.
 */
final class Journal {
    private final PmemDevice device;
    private long generation;

    Journal(PmemDevice device) {
        this.device = device;
        this.generation = device.getLong(Layout.JOURNAL);
    }

    /** Changes the words of a transaction, all or none; durable on return. */
    void commit(Transaction transaction) {
        List<Transaction.Run> runs = transaction.runs();
        if (runs.size() > Layout.RECORDS) {
            throw new IllegalStateException(runs.size() + " undo records, at most " + Layout.RECORDS + " are possible");
        }
        for (int i = 0; i < runs.size(); i++) {
            record(Layout.record(i), runs.get(i));
        }
        device.fence(); // undo records, and all that the words will lead to, are durable
        runs.forEach(this::change);
        device.fence();
        next();
    }

    private void record(long record, Transaction.Run run) {
        device.putLong(record + Layout.RECORD_ADDRESS, run.address());
        device.putLong(record + Layout.RECORD_WORDS, run.values().size());
        for (int i = 0; i < run.values().size(); i++) {
            long old = device.getLong(run.address() + (long) i * Pmem.ATOM);
            device.putLong(record + Layout.RECORD_OLD + (long) i * Pmem.ATOM, old);
        }
        device.putLong(record + Layout.RECORD_GENERATION, generation, AccessMode.RELEASE);
        device.flush(record, Pmem.LINE);
    }

    private void change(Transaction.Run run) {
        for (int i = 0; i < run.values().size(); i++) {
            device.putLong(run.address() + (long) i * Pmem.ATOM, run.values().get(i));
        }
        device.flush(run.address(), run.length());
    }

    private void next() {
        generation++;
        device.putLong(Layout.JOURNAL, generation);
        device.flush(Layout.JOURNAL, Pmem.ATOM);
        device.fence();
    }

    /** Undoes what a crash interrupted. May itself be interrupted, and be run again. */
    void recover() {
        List<Long> records = pending();
        if (records.isEmpty()) {
            return;
        }
        records.reversed().forEach(this::undo);
        device.fence();
        next();
    }

    /** The records of the transaction that was not ended. */
    List<Long> pending() {
        List<Long> records = new ArrayList<>();
        for (int i = 0; i < Layout.RECORDS; i++) {
            long record = Layout.record(i);
            if (device.getLong(record + Layout.RECORD_GENERATION) != generation) {
                break;
            }
            records.add(record);
        }
        return records;
    }

    private void undo(long record) {
        long address = device.getLong(record + Layout.RECORD_ADDRESS);
        long words = device.getLong(record + Layout.RECORD_WORDS);
        if (words < 1
                || words > Layout.RECORD_CAPACITY
                || address % Pmem.ATOM != 0
                || address < 0
                || address > device.size() - words * Pmem.ATOM) {
            throw new CorruptFileSystemException(
                    "journal", "record", record, "it names " + words + " words at " + address);
        }
        for (long i = 0; i < words; i++) {
            device.putLong(address + i * Pmem.ATOM, device.getLong(record + Layout.RECORD_OLD + i * Pmem.ATOM));
        }
        device.flush(address, words * Pmem.ATOM);
    }
}
