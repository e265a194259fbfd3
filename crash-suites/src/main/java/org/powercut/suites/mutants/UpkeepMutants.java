package org.powercut.suites.mutants;

import static org.powercut.suites.mutants.DaxFsMutants.CORE;

import org.powercut.framework.inject.Mutation.ForceReturn;
import org.powercut.framework.inject.Mutation.SkipCall;
import org.powercut.framework.inject.Mutation.TakeAsEqual;

/** The bugs in what keeps a file system in shape: mkfs, checkpoints, growth of the table of inodes, repair, scrub. */
final class UpkeepMutants {
    private static final String CHECKPOINT = "checkpoint";

    private final MutantList list;

    UpkeepMutants(MutantList list) {
        this.list = list;
    }

    void add() {
        checkpoints();
        growth();
        repairs();
        checksums();
        list.dropFence(
                "journal-tails-not-fenced",
                "Journal.applyTails",
                "the ends of logs that a journal record names become durable with the next fence of the same thread",
                "G50");
    }

    private void checkpoints() {
        list.code(
                "checkpoint-outlives-a-change",
                CHECKPOINT,
                "the first change after a mount leaves the checkpoint's name in the superblock",
                new SkipCall(CORE + "Checkpoint", "drop", "forget", 0),
                "G20");
        list.code(
                "checkpoint-not-summed",
                CHECKPOINT,
                "a mount takes a checkpoint for whole without a look at its checksum",
                new TakeAsEqual(CORE + "CheckpointReader", "open", "checksum", 0),
                "G20");
        list.dropFence(
                "superblock-copies-at-once",
                "Superblock.updatePrimary",
                "the second copy of the superblock changes before the first one is durable",
                "G41");
    }

    private void growth() {
        list.dropFence(
                "superblock-before-root",
                "Mkfs.mkfs",
                "mkfs makes the superblocks before the root directory is durable",
                "G9");
        list.dropFence(
                "next-table-page-not-fenced",
                "InodeTable.initialise",
                "the last inode of a page can be seen before the page after it is durably zero",
                "G12");
        list.dropFence(
                "next-inode-not-blanked",
                "InodeTable.makeBlank",
                "an inode can be seen before the one after it, which ends the table, is durably blank",
                "G12");
    }

    private void repairs() {
        list.dropFence(
                "mount-repair-not-fenced", "Scan.fenceRepairs", "what a mount repairs need not be durable", "G20");
        list.dropFence(
                "repair-on-demand-not-fenced",
                "InodeLoader.loadUsed",
                "what is repaired when an inode is first asked for need not be durable",
                "G41");
        list.dropFence(
                "scrub-repair-not-fenced", "Scrub.fenceCopies", "what a scrub repairs need not be durable", "G43");
        list.dropFence(
                "table-repair-not-fenced",
                "SalvagedInodes.repairTable",
                "a repair of the table of inodes need not be durable",
                "G41");
        list.code(
                "lost-inode-not-freed",
                "recovery",
                "a repair leaves an inode without a whole copy as it is",
                new SkipCall(CORE + "SalvagedInodes", "repairInode", "makeFree", 0),
                "G20");
    }

    private void checksums() {
        list.code(
                "checksums-not-compared",
                "checksums",
                "reads do not ask whether a page fits its checksum",
                new ForceReturn(CORE + "DataChecksums", "verifies", false),
                "G34");
        list.dropFence(
                "checksum-on-not-fenced",
                "DataChecksums.fenceOn",
                "fsync returns before the checksums of mapped pages durably count again",
                "G34");
    }
}
