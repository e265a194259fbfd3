package org.powercut.framework.testkit.dax;

import static org.powercut.framework.testkit.ContentAssert.assertThatContent;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.PastEndOfFileException;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.Witness;

/**
 * A file has one content, whoever looks: read, write and every mapping of it, small pages and huge ones, show the same bytes at once,
 * and past the end there is nothing (mmap(2); the kernel lists' "correct first"; xfstests generic/029, 030, 080, 215, 340, 344, 345, 346, 413, 428,
 * 437, 462, 614, their part for one thread). Breaks when a page of a hole stays mapped after the hole is filled, a mapping keeps a
 * page that was cut off, or what was stored past the end shows when the file grows.
 */
@CrashTest
@Tag("dax")
@Guarantee("G26")
@DisplayName("reads, writes and mappings agree")
@Requires({Capability.FALLOCATE, Capability.NODATACOW})
@Explore(states = 30_000, budget = "10s", deviceSize = 8 << 20)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class ReadsWritesAndMappingsAgree {
    private static final int PAGE = 4096;
    private static final int HUGE = 2 << 20;
    /** Words of one line each, so that the check has few of them to tell apart. */
    private static final long WRITTEN = Content.word(1, 0);

    private static final long STORED = Content.word(2, 0);
    private static final long PRIVATE = Content.word(3, 0);

    @Prepare
    void holesAndBlocks(DaxFileSystem fs) {
        fs.create("/moving").close();
        try (DaxFile holes = open(fs, "/holes");
                DaxFile huge = open(fs, "/huge")) {
            holes.truncate(3 * PAGE);
            huge.allocate(FallocateMode.ALLOCATE, 0, HUGE);
        }
        fs.sync();
    }

    private static DaxFile open(DaxFileSystem fs, String path) {
        return fs.open(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW);
    }

    /** A hole that a mapping has looked at is filled by a write and by a store (generic/344, 345, 346, 428, 462, 614). */
    @Workload
    void holesAreFilled(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = open(fs, "/holes");
                DaxMapping one = file.map(MapMode.SHARED, 0, 3 * PAGE);
                DaxMapping other = file.map(MapMode.SHARED_READ, 0, 3 * PAGE)) {
            witness.sees("a hole through a mapping", one.getLong(PAGE) + other.getLong(2 * PAGE), 0L);
            file.write(PAGE, word(WRITTEN));
            witness.sees("what was written into a mapped hole", one.getLong(PAGE), WRITTEN);
            witness.sees("the same through another mapping", other.getLong(PAGE), WRITTEN);
            long blocks = file.stat().blocks();
            one.putLong(2 * PAGE, STORED);
            witness.sees("a block more after a store into a hole", file.stat().blocks(), blocks + 1);
            witness.sees("what was stored into a hole", file.read(2 * PAGE, 8), word(STORED));
            witness.sees("the same through another mapping", other.getLong(2 * PAGE), STORED);
            witness.refused("a store through a mapping for reading", Errno.EBADF, () -> other.putLong(0, STORED));
            file.fsync();
            reached.mark("filled");
        }
    }

    /** Each write of a copy-on-write file moves the page; mappings follow (generic/428). */
    @Workload
    void pagesMove(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = fs.open("/moving", OpenFlag.READ, OpenFlag.WRITE)) {
            file.write(0, word(WRITTEN));
            try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 8)) {
                witness.sees("what was written before", mapping.getLong(0), WRITTEN);
                file.write(0, word(PRIVATE));
                witness.sees("what was written meanwhile", mapping.getLong(0), PRIVATE);
                mapping.putLong(0, STORED);
                witness.sees("what was stored into the page that moved", file.read(0, 8), word(STORED));
                file.fsync();
                reached.mark("moved");
            }
        }
    }

    /** The file is cut under its mapping and grows again (generic/029, 030). */
    @Workload
    void theFileIsCutAndGrows(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = open(fs, "/holes");
                DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 * PAGE)) {
            mapping.putLong(PAGE, WRITTEN);
            mapping.putLong(PAGE + 64, WRITTEN);
            mapping.putLong(2 * PAGE, WRITTEN);
            file.truncate(PAGE + 8);
            witness.sees("a load past the last page", isPastEnd(() -> mapping.getLong(2 * PAGE)));
            mapping.putLong(PAGE + 128, STORED);
            witness.sees("the bytes that are left", mapping.getLong(PAGE), WRITTEN);
            file.truncate(3 * PAGE);
            witness.sees("what was cut off", file.read(PAGE + 64, 8), word(0));
            witness.sees("what was stored past the end", file.read(PAGE + 128, 8), word(0));
            witness.sees("the same through the mapping", mapping.getLong(PAGE + 64) | mapping.getLong(PAGE + 128), 0L);
            file.fsync();
            reached.mark("cut and grown");
        }
    }

    /**
     * Two mappings write past each other: each one's words lie between the other's, and each shows what the other wrote before
     * (generic/340).
     */
    @Workload
    void writesPastEachOther(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = open(fs, "/holes");
                DaxMapping one = file.map(MapMode.SHARED, 0, 3 * PAGE);
                DaxMapping other = file.map(MapMode.SHARED, 0, 3 * PAGE)) {
            for (int page = 0; page < 3; page++) {
                one.putLong((long) page * PAGE, WRITTEN);
                witness.sees("what one mapping wrote", other.getLong((long) page * PAGE), WRITTEN);
                other.putLong((long) page * PAGE + 64, STORED);
                witness.sees("what the other wrote", one.getLong((long) page * PAGE + 64), STORED);
            }
            file.fsync();
            reached.mark("written past each other");
        }
    }

    /**
     * A page of one file is copied to another while both are mapped: loaded and written, then read and stored. Memory that is
     * itself mapped cannot be handed to a read or write here, for a recorded device shows none (generic/413).
     */
    @Workload
    void pagesAreCopied(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile from = open(fs, "/holes");
                DaxFile to = open(fs, "/huge");
                DaxMapping source = from.map(MapMode.SHARED, 0, 3 * PAGE);
                DaxMapping target = to.map(MapMode.SHARED, 0, 3 * PAGE)) {
            source.putLong(0, STORED);
            to.write(PAGE, source.getBytes(0, 8));
            witness.sees("what was loaded and written", target.getLong(PAGE), STORED);
            from.write(PAGE, word(WRITTEN));
            target.putBytes(2 * PAGE, from.read(PAGE, 8));
            witness.sees("what was read and stored", to.read(2 * PAGE, 8), word(WRITTEN));
            to.fsync();
            reached.mark("copied");
        }
    }

    /** One page through a mapping of 2 MiB, through one of 4 KiB, and in a private copy (generic/437). */
    @Workload
    void smallHugeAndPrivatePages(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = open(fs, "/huge");
                DaxMapping huge = file.map(MapMode.SHARED, 0, HUGE);
                DaxMapping small = file.map(MapMode.SHARED, PAGE, PAGE);
                DaxMapping copy = file.map(MapMode.PRIVATE, PAGE, PAGE)) {
            small.putLong(0, STORED);
            witness.sees("a store to a small page in a huge one", huge.getLong(PAGE), STORED);
            huge.putLong(PAGE + 64, WRITTEN);
            witness.sees("a store to a huge page in a small one", small.getLong(64), WRITTEN);
            copy.putLong(0, PRIVATE);
            witness.sees("a private store in a shared page", small.getLong(0), STORED);
            witness.sees("a private store in its own page", copy.getLong(0), PRIVATE);
            file.fsync();
            reached.mark("stored");
        }
    }

    /** Stores move the time of the last change, at the next fsync at the latest (generic/080, 215). */
    @Workload
    void storesMoveTheTime(DaxFileSystem fs, Milestones reached) {
        Witness witness = new Witness(reached);
        try (DaxFile file = open(fs, "/holes");
                DaxMapping mapping = file.map(MapMode.SHARED, 0, 3 * PAGE)) {
            for (int round = 0; round < 2; round++) {
                long before = file.stat().mtime();
                mapping.putLong(0, round);
                file.fsync();
                witness.sees("a later time after a mapped store", file.stat().mtime() > before);
            }
        }
    }

    private static boolean isPastEnd(Runnable access) {
        try {
            access.run();
            return false;
        } catch (PastEndOfFileException e) {
            return true;
        }
    }

    private static byte[] word(long word) {
        return Content.patched(new byte[8], 0, word);
    }

    @Verify
    void nothingElseWasSeen(Crash crash) {
        Witness.verify(crash, FailureClass.BROKEN_PROMISE);
    }

    @Verify
    void whatWasSeenIsDurable(DaxFileSystem fs, Crash crash) throws Throwable {
        if (crash.reached("filled")) {
            Promise.durable(() ->
                    assertThatContent(words(fs, "/holes", 0, PAGE, 2 * PAGE)).is(joined(0, WRITTEN, STORED)));
        }
        if (crash.reached("cut and grown")) {
            Promise.durable(() -> assertThatContent(words(fs, "/holes", PAGE, PAGE + 64, PAGE + 128))
                    .is(joined(WRITTEN, 0, 0)));
        }
        if (crash.reached("written past each other")) {
            Promise.durable(
                    () -> assertThatContent(words(fs, "/holes", 0, 64, PAGE, PAGE + 64, 2 * PAGE, 2 * PAGE + 64))
                            .is(joined(WRITTEN, STORED, WRITTEN, STORED, WRITTEN, STORED)));
        }
        if (crash.reached("copied")) {
            Promise.durable(
                    () -> assertThatContent(words(fs, "/huge", PAGE, 2 * PAGE)).is(joined(STORED, WRITTEN)));
        }
        if (crash.reached("moved")) {
            Promise.durable(() -> assertThatContent(words(fs, "/moving", 0)).is(word(STORED)));
        }
        if (crash.reached("stored")) {
            Promise.durable(
                    () -> assertThatContent(words(fs, "/huge", PAGE, PAGE + 64)).is(joined(STORED, WRITTEN)));
        }
    }

    private static byte[] words(DaxFileSystem fs, String path, int... offsets) {
        byte[] words = new byte[0];
        try (DaxFile file = fs.open(path, OpenFlag.READ)) {
            for (int offset : offsets) {
                words = Content.patched(words, words.length, file.read(offset, 8));
            }
        }
        return words;
    }

    private static byte[] joined(long... words) {
        byte[] joined = new byte[words.length * 8];
        for (int i = 0; i < words.length; i++) {
            joined = Content.patched(joined, i * 8, words[i]);
        }
        return joined;
    }
}
