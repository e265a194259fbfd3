package org.powercut.suites.mutants;

import static org.powercut.suites.mutants.DaxFsMutants.CORE;

import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.inject.Mutation;
import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.SkipCall;

/** The bugs in the group commit of the contract WEAK; under the other one, nothing of it runs. */
final class GroupMutants {
    private static final String WEAK = "dax-fs:weak";

    private final MutantList list;

    GroupMutants(MutantList list) {
        this.list = list;
    }

    void add() {
        commits();
        blocks();
        whoAsks();
    }

    private void commits() {
        device(
                "group-not-flushed",
                "missing flush",
                "what a group's operations stored is not written back",
                new DropFlush(Aim.at("GroupCommits.flushRun:flush")),
                "G1",
                "G2",
                "G3",
                "G4",
                "G7",
                "G19");
        device(
                "group-not-fenced",
                "missing fence",
                "the end of a log may persist before what the group stored",
                new DropFence(Aim.at("GroupCommits.commitOneLog:fence")),
                "G3",
                "G7",
                "G17");
        device(
                "group-record-not-fenced",
                "missing fence",
                "a group's record may count before what it commits is durable",
                new DropFence(Aim.at("Journal.commit:fence")),
                "G4",
                "G11");
        device(
                "group-data-not-fenced",
                "missing fence",
                "a sync of overwritten data returns before it is durable",
                new DropFence(Aim.at("GroupCommits.fenceLines:fence")),
                "G8");
        code(
                "group-without-record",
                "not atomic",
                "the logs that a group changed change one by one",
                new SkipCall(CORE + "Journal", "commit", "publishRecord", 0),
                "G4",
                "G12");
    }

    private void blocks() {
        code(
                "group-frees-at-once",
                "wrong order",
                "a block is used again before the group that freed it is durable",
                new ForceReturn(CORE + "GroupPages", "forget", true),
                "G17");
        code(
                "unsettled-block-stored-in-place",
                "wrong order",
                "a block changes in place although on the media another file has it still",
                new SkipCall(CORE + "Unsharing", "settle", "sync", 0),
                "G32");
        code(
                "snapshot-joins-a-group",
                "wrong order",
                "a snapshot is made or deleted with the next group, whenever that is",
                new SkipCall(CORE + "SnapshotLog", "change", "sync", 0),
                "G33");
    }

    private void whoAsks() {
        code(
                "fsync-leaves-the-group",
                "missing commit",
                "fsync writes mapped pages back, and no more",
                new SkipCall(CORE + "FileSync", "sync", "Commits.sync", 0),
                "G1",
                "G2",
                "G3",
                "G4",
                "G7",
                "G22");
        code(
                "sync-leaves-the-group",
                "missing commit",
                "sync is fsync of dirty files, and not of names",
                new SkipCall(CORE + "FileSync", "syncAll", "Commits.sync", 0),
                "G5");
        code(
                "sync-range-writes-nothing",
                "missing commit",
                "sync_file_range leaves the range to the next group",
                new SkipCall(CORE + "FileSync", "syncRange", "writeBack", 0),
                "G8");
        code(
                "synchronous-write-joins-a-group",
                "missing commit",
                "O_SYNC and O_DSYNC mean nothing",
                new SkipCall(CORE + "OpenFile", "syncIfAsked", "sync", 2),
                "G7");
        code(
                "promised-fault-joins-a-group",
                "missing commit",
                "a page can be stored to under MAP_SYNC before the group that gave it its block is durable",
                new SkipCall(CORE + "MappedPages", "syncLogIfPromised", "syncLog", 0),
                "G24",
                "G25");
    }

    private void device(String name, String bugClass, String description, Fault fault, String... guarantees) {
        list.add(new Mutant(name, description, bugClass, List.of(guarantees), FaultPlan.of(name, fault)).on(WEAK));
    }

    private void code(String name, String bugClass, String description, Mutation mutation, String... guarantees) {
        list.add(new Mutant(name, description, bugClass, List.of(guarantees), mutation).on(WEAK));
    }
}
