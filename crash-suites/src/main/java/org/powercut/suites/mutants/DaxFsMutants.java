package org.powercut.suites.mutants;

import java.util.ArrayList;
import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.MutantSource;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.fault.PostponeFlush;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.inject.Mutation.SkipCall;

/**
 * The bugs planted in dax-fs, each like one that Chipmunk, Vinter or CrashMonkey found in a real file system, each with the
 * guarantees that it breaks. Bugs at the device name the site whose instruction goes wrong; bugs in the code name the call
 * that is missing.
 */
public final class DaxFsMutants implements MutantSource {
    private static final String CORE = "org.powercut.daxfs.core.";
    private static final String MISSING_FLUSH = "missing flush";
    private static final String MISSING_FENCE = "missing fence";
    private static final String WRONG_ORDER = "wrong order";
    private static final String NOT_ATOMIC = "not atomic";

    private final List<Mutant> mutants = new ArrayList<>();

    /** Lists them. */
    public DaxFsMutants() {
        logAndTail();
        journal();
        replicas();
    }

    @Override
    public List<Mutant> mutants() {
        return List.copyOf(mutants);
    }

    private void logAndTail() {
        flushDropped("entry-not-flushed", "InodeLog.appendEntry", "a log entry is not written back", "G9", "G12");
        flushDropped(
                "log-page-not-flushed",
                "InodeLog.linkPage",
                "the first entry of a log page is not written back",
                "G9",
                "G12");
        flushDropped("tail-not-flushed", "InodeTable.storePrimaryTail", "a log's new end is not written back", "G9");
        fenceDropped(
                "tail-before-entry",
                "Transaction.commitOne",
                "a log's end may persist before the entry it commits",
                "G9",
                "G17");
        fenceDropped(
                "tail-not-fenced",
                "InodeTable.commitTail",
                "an operation returns before its log's end is durable",
                "G9");
        device(
                "entry-flushed-late",
                WRONG_ORDER,
                "a log entry is written back after the end that commits it",
                new PostponeFlush(Aim.at("InodeLog.appendEntry:flush")),
                "G9",
                "G12");
    }

    private void journal() {
        flushDropped(
                "journal-record-not-flushed",
                "Journal.prepareRecord",
                "a journal record is committed but not written back",
                "G11",
                "G12");
        flushDropped(
                "journal-commit-not-flushed",
                "Journal.publishRecord",
                "the journal's commit word is not written back",
                "G11",
                "G12");
        fenceDropped(
                "journal-record-not-fenced",
                "Journal.commit",
                "the journal's commit word may persist before its record",
                "G11",
                "G12");
        fenceDropped(
                "journal-commit-not-fenced",
                "Journal.publishRecord",
                "log ends may persist before the journal's commit word",
                "G11",
                "G12");
        code(
                "rename-without-journal",
                NOT_ATOMIC,
                "the log ends of several inodes change one by one, with no record",
                new SkipCall(CORE + "Journal", "commit", "publishRecord", 0),
                "G11",
                "G12");
    }

    private void replicas() {
        flushDropped(
                "replica-tail-not-flushed",
                "InodeTable.storeReplicaTail",
                "the replica of a log's end is not written back",
                "G41");
        flushDropped(
                "identity-not-flushed",
                "InodeTable.storeIdentity",
                "a new inode's identity is not written back",
                "G9",
                "G12");
    }

    private void flushDropped(String name, String method, String description, String... guarantees) {
        device(name, MISSING_FLUSH, description, new DropFlush(Aim.at(method + ":flush")), guarantees);
    }

    private void fenceDropped(String name, String method, String description, String... guarantees) {
        device(name, MISSING_FENCE, description, new DropFence(Aim.at(method + ":fence")), guarantees);
    }

    private void device(String name, String bugClass, String description, Fault fault, String... guarantees) {
        mutants.add(new Mutant(name, description, bugClass, List.of(guarantees), FaultPlan.of(name, fault)));
    }

    private void code(String name, String bugClass, String description, Mutation mutation, String... guarantees) {
        mutants.add(new Mutant(name, description, bugClass, List.of(guarantees), mutation));
    }
}
