package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.MediaErrors.Visibility;

/** Files that share blocks: what one of them changes, no other one sees. */
class ReflinkTest {
    private static final int PAGE = 4096;

    private final TestFs test = TestFs.create();

    @AfterEach
    void close() {
        test.requireClean();
        test.close();
    }

    private DaxFile file(String path, boolean inPlace) {
        return inPlace ? test.createNodatacow(path) : test.fs.create(path);
    }

    private DaxFile file(String path, boolean inPlace, byte[] content) {
        DaxFile file = file(path, inPlace);
        file.write(0, content);
        return file;
    }

    private static byte[] all(DaxFile file) {
        return file.read(0, (int) file.size());
    }

    private static void fails(Errno errno, Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        DaxFileSystemException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @DisplayName("a clone has the content without taking space, and keeps it when the source is gone")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cloneTakesNoSpace(boolean inPlace) {
        byte[] content = TestFs.pattern(10 * PAGE + 100, 1);
        DaxFile source = file("/source", inPlace, content);
        DaxFile target = file("/target", inPlace);
        target.write(0, new byte[] {1});
        long free = test.fs.statfs().freeBlocks();
        target.cloneFile(source);
        assertThat(all(target)).isEqualTo(content);
        assertThat(test.fs.statfs().freeBlocks())
                .as("the page of the target is free again")
                .isEqualTo(free + 1);
        assertThat(target.stat().blocks()).isEqualTo(11).isEqualTo(source.stat().blocks());
        test.remountWithoutUnmount();
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free + 1);
        test.fs.unlink("/source");
        assertThat(all(test.fs.open("/target"))).isEqualTo(content);
        assertThat(test.fs.statfs().freeBlocks()).as("the source's log page").isEqualTo(free + 2);
        test.remount();
        try (DaxFile again = test.fs.open("/target")) {
            assertThat(all(again)).isEqualTo(content);
        }
        test.fs.unlink("/target");
        assertThat(test.fs.statfs().freeBlocks()).as("11 pages and a log").isEqualTo(free + 14);
    }

    @DisplayName("S24, G32: what is written to either file stays its own, at any offset, and across a remount")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesArePrivate(boolean inPlace) {
        Random random = new Random(7);
        byte[] first = TestFs.pattern(20 * PAGE, 1);
        byte[] second = Arrays.copyOf(first, 23 * PAGE);
        System.arraycopy(first, 0, second, 3 * PAGE, first.length);
        DaxFile source = file("/source", inPlace, first);
        DaxFile target = file("/target", inPlace, second);
        target.cloneRange(source, 0, 3 * PAGE, 0);
        assertThat(all(target)).isEqualTo(second);
        for (int i = 0; i < 200; i++) {
            boolean toFirst = random.nextBoolean();
            byte[] model = toFirst ? first : second;
            byte[] data = TestFs.pattern(1 + random.nextInt(2 * PAGE), i);
            int offset = random.nextInt(model.length - data.length);
            System.arraycopy(data, 0, model, offset, data.length);
            (toFirst ? test.fs.open("/source", OpenFlag.WRITE) : target).write(offset, data);
            assertThat(all(source)).isEqualTo(first);
            assertThat(all(target)).isEqualTo(second);
        }
        test.remountWithoutUnmount();
        assertThat(all(test.fs.open("/source"))).isEqualTo(first);
        assertThat(all(test.fs.open("/target"))).isEqualTo(second);
    }

    @DisplayName(
            "S1, S3, S34, S37: a store through any mapping unshares the page once, for exactly that file in all its"
                    + " mappings")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mappedStoresUnshareOnce(boolean inPlace) {
        byte[] content = TestFs.pattern(4 * PAGE, 1);
        DaxFile source = file("/source", inPlace, content);
        DaxFile target = file("/target", inPlace);
        DaxMapping sourceMap = source.map(MapMode.SHARED, 0, 4 * PAGE);
        sourceMap.putLong(2 * PAGE, 42); // dirty, and writable, before the blocks are shared
        Bytes.putLong(content, 2 * PAGE, 42);
        target.cloneRange(source, 0, 2 * PAGE, 4 * PAGE);
        DaxMapping one = target.map(MapMode.SHARED, 0, 6 * PAGE);
        DaxMapping other = target.map(MapMode.SHARED, 4 * PAGE, 2 * PAGE);
        assertThat(one.getLong(4 * PAGE)).isEqualTo(42);
        assertThat(other.getLong(0)).isEqualTo(42);
        long free = test.fs.statfs().freeBlocks();
        sourceMap.putLong(2 * PAGE, 43);
        assertThat(test.fs.statfs().freeBlocks()).as("one copy").isEqualTo(free - 1);
        sourceMap.putLong(2 * PAGE + 8, 44);
        other.putLong(0, 45);
        other.putLong(8, 46);
        assertThat(test.fs.statfs().freeBlocks())
                .as("the other file is alone with the block by now")
                .isEqualTo(free - 1);
        assertThat(one.getLong(4 * PAGE)).isEqualTo(45);
        assertThat(one.getLong(4 * PAGE + 8)).isEqualTo(46);
        assertThat(sourceMap.getLong(2 * PAGE)).isEqualTo(43);
        assertThat(Bytes.getLong(source.read(2 * PAGE, 8), 0)).isEqualTo(43);
        assertThat(Bytes.getLong(target.read(4 * PAGE, 8), 0)).isEqualTo(45);
        sourceMap.close();
        one.close();
        other.close();
        test.remount();
        assertThat(Bytes.getLong(test.fs.open("/target").read(4 * PAGE, 8), 0)).isEqualTo(45);
        assertThat(test.fs.open("/target").read(3 * PAGE, PAGE)).isEqualTo(Arrays.copyOfRange(content, PAGE, 2 * PAGE));
    }

    @DisplayName("S3: a file that is overwritten in place copies a shared page once, and is in place again")
    @Test
    void inPlaceAgain() {
        DaxFile source = file("/source", true, TestFs.pattern(PAGE, 1));
        file("/target", true).cloneFile(source);
        long free = test.fs.statfs().freeBlocks();
        for (int i = 0; i < 10; i++) {
            source.write(i * 100, TestFs.bytes("in place"));
        }
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free - 1);
        test.fs.unlink("/target");
        assertThat(all(source)).startsWith(TestFs.bytes("in place"));
    }

    @DisplayName("the tail behind the end of a shared page is zeroed in a copy when the file grows or is mapped")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tailsArePrivate(boolean inPlace) {
        byte[] content = TestFs.pattern(2 * PAGE, 1);
        DaxFile source = file("/source", inPlace, content);
        for (int way = 0; way < 5; way++) {
            DaxFile target = file("/target" + way, inPlace);
            target.cloneFile(source);
            target.truncate(PAGE + 100);
            switch (way) {
                case 0 -> target.truncate(2 * PAGE);
                case 1 -> target.write(2 * PAGE - 8, new byte[8]);
                case 2 -> target.write(3 * PAGE, new byte[8]);
                case 3 -> target.allocate(FallocateMode.ALLOCATE, 2 * PAGE, PAGE);
                default -> {
                    try (DaxMapping mapping = target.map(MapMode.SHARED, 0, 2 * PAGE)) {
                        assertThat(mapping.getLong(PAGE + 104)).isZero();
                        mapping.putByte(PAGE, content[PAGE]);
                        assertThat(mapping.getLong(PAGE + 104)).isZero();
                    }
                }
            }
            byte[] expected = Arrays.copyOf(Arrays.copyOf(content, PAGE + 100), (int) target.size());
            assertThat(all(target)).as("way %d", way).isEqualTo(expected);
            assertThat(all(source)).as("way %d", way).isEqualTo(content);
        }
    }

    @DisplayName("holes, unwritten blocks and the target's own pages: a clone replaces all of the range")
    @Test
    void cloneOfHoles() {
        DaxFile source = test.fs.create("/source");
        source.write(PAGE, TestFs.pattern(PAGE, 1));
        source.allocate(FallocateMode.ALLOCATE, 4 * PAGE, 2 * PAGE);
        DaxFile target = test.fs.create("/target");
        byte[] expected = TestFs.pattern(10 * PAGE, 2);
        target.write(0, expected);
        long free = test.fs.statfs().freeBlocks();
        target.cloneRange(source, 0, 2 * PAGE, 6 * PAGE);
        System.arraycopy(all(source), 0, expected, 2 * PAGE, 6 * PAGE);
        assertThat(all(target)).isEqualTo(expected);
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free + 6);
        test.remountWithoutUnmount();
        assertThat(all(test.fs.open("/target"))).isEqualTo(expected);
        DaxFile empty = test.fs.create("/empty");
        DaxFile again = test.fs.open("/target", OpenFlag.WRITE);
        again.cloneFile(empty);
        assertThat(again.size()).isZero();
        again.cloneRange(test.fs.open("/source"), 2 * PAGE, 8 * PAGE, 2 * PAGE);
        assertThat(again.size()).isEqualTo(10 * PAGE);
        test.remountWithoutUnmount();
        assertThat(all(test.fs.open("/target"))).isEqualTo(new byte[10 * PAGE]);
    }

    @DisplayName("S37: a file can share pages with itself, as often as wanted")
    @Test
    void withinOneFile() {
        DaxFile file = test.fs.create("/file");
        byte[] page = TestFs.pattern(PAGE, 3);
        file.write(0, page);
        for (int i = 1; i < 100; i++) {
            file.cloneRange(file, 0, i * PAGE, PAGE);
        }
        assertThat(file.stat().blocks()).isEqualTo(100);
        long free = test.fs.statfs().freeBlocks();
        file.write(50 * PAGE, new byte[PAGE]);
        test.remountWithoutUnmount();
        DaxFile again = test.fs.open("/file", OpenFlag.WRITE, OpenFlag.READ);
        for (int i = 0; i < 100; i++) {
            assertThat(again.read(i * PAGE, PAGE)).isEqualTo(i == 50 ? new byte[PAGE] : page);
        }
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free - 1);
        fails(Errno.EINVAL, () -> again.cloneRange(again, 0, PAGE, 2 * PAGE));
    }

    @Test
    void rangesThatCannotBeSharedAreRefused() {
        DaxFile source = file("/source", false, TestFs.pattern(2 * PAGE + 10, 1));
        DaxFile target = file("/target", false, TestFs.pattern(4 * PAGE, 2));
        byte[] before = all(target);
        fails(Errno.EINVAL, () -> target.cloneRange(source, 1, 0, PAGE));
        fails(Errno.EINVAL, () -> target.cloneRange(source, 0, 8, PAGE));
        fails(Errno.EINVAL, () -> target.cloneRange(source, 0, 0, 100));
        fails(Errno.EINVAL, () -> target.cloneRange(source, 0, 0, 3 * PAGE));
        fails(Errno.EINVAL, () -> target.cloneRange(source, PAGE, 0, -1));
        fails(Errno.EINVAL, () -> target.cloneRange(source, 0, PAGE, 0)); // would cut the target's third page
        fails(Errno.EINVAL, () -> target.dedupeRange(source, 0, 4 * PAGE, PAGE));
        fails(Errno.EFBIG, () -> target.cloneRange(source, 0, Long.MAX_VALUE - PAGE + 1, PAGE));
        fails(Errno.EBADF, () -> test.fs.open("/target").cloneFile(source));
        fails(Errno.EISDIR, () -> target.cloneFile(test.fs.openDirectory("/")));
        try (TestFs another = TestFs.create()) {
            fails(Errno.EXDEV, () -> another.fs.create("/x").cloneFile(source));
        }
        assertThat(all(target)).isEqualTo(before);
    }

    @DisplayName("dedupe shares what is equal, and leaves alone what is not")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dedupe(boolean inPlace) {
        byte[] content = TestFs.pattern(6 * PAGE + 17, 1);
        DaxFile one = file("/one", inPlace, content);
        DaxFile two = file("/two", inPlace, content);
        long free = test.fs.statfs().freeBlocks();
        long mtime = two.stat().mtime();
        assertThat(two.dedupeRange(one, 0, 0, content.length)).isTrue();
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free + 7);
        assertThat(two.dedupeRange(one, 0, 0, content.length)).as("again").isTrue();
        two.write(PAGE, new byte[] {0});
        assertThat(two.dedupeRange(one, 0, 0, 3 * PAGE)).isFalse();
        assertThat(two.dedupeRange(one, 2 * PAGE, 2 * PAGE, 0)).isTrue();
        assertThat(all(one)).isEqualTo(content);
        content[PAGE] = 0;
        assertThat(all(two)).isEqualTo(content);
        DaxFile three = file("/three", inPlace, content);
        long before = three.stat().mtime();
        assertThat(three.dedupeRange(two, 0, 0, content.length)).isTrue();
        test.remountWithoutUnmount();
        assertThat(test.fs.stat("/three").mtime())
                .as("dedupe is no change")
                .isEqualTo(before)
                .isGreaterThan(mtime);
        assertThat(all(test.fs.open("/three"))).isEqualTo(content);
    }

    @DisplayName("G49: without space, clones and stores to shared pages fail and leave everything as it was")
    @Test
    void withoutSpace() {
        byte[] content = TestFs.pattern(100 * PAGE, 1);
        DaxFile source = file("/source", true, content);
        DaxFile target = file("/target", true);
        target.cloneFile(source);
        try (DaxFile filler = test.fs.create("/filler")) {
            while (test.fs.statfs().freeBlocks() > 0) {
                filler.append(new byte[PAGE]);
            }
        }
        assertThatThrownBy(() -> source.write(5, new byte[] {1})).isInstanceOf(NoSpaceException.class);
        assertThatThrownBy(() -> target.write(PAGE - 5, new byte[10])).isInstanceOf(NoSpaceException.class);
        try (DaxMapping mapping = target.map(MapMode.SHARED_SYNC, 0, 100 * PAGE)) {
            assertThatThrownBy(() -> mapping.putByte(0, (byte) 1)).isInstanceOf(NoSpaceException.class);
            assertThat(mapping.getByte(0)).isEqualTo(content[0]);
        }
        target.truncate(50 * PAGE + 1);
        assertThatThrownBy(() -> target.truncate(60 * PAGE)).isInstanceOf(NoSpaceException.class);
        assertThat(all(target)).isEqualTo(Arrays.copyOf(content, 50 * PAGE + 1));
        assertThatThrownBy(() -> target.allocate(FallocateMode.UNSHARE_RANGE, 0, 50 * PAGE))
                .isInstanceOf(NoSpaceException.class);
        assertThat(all(source)).isEqualTo(content);
        test.fs.unlink("/filler");
        target.allocate(FallocateMode.UNSHARE_RANGE, 0, 40 * PAGE);
        long free = test.fs.statfs().freeBlocks();
        for (int page = 0; page < 40; page++) {
            target.write(page * PAGE + 3, new byte[] {1});
            source.write(page * PAGE + 3, new byte[] {2});
        }
        assertThat(test.fs.statfs().freeBlocks())
                .as("UNSHARE_RANGE took the space before")
                .isEqualTo(free);
        assertThat(target.read(3, 1)).containsExactly(1);
        assertThat(source.read(3, 1)).containsExactly(2);
    }

    @DisplayName("holes cost nothing: ranges of exabytes are compared, unshared and shared")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @Test
    void hugeHoles() {
        long end = 1L << 62;
        byte[] content = TestFs.pattern(3 * PAGE, 1);
        DaxFile source = file("/source", false, content);
        source.write(end - PAGE, Arrays.copyOf(content, PAGE));
        DaxFile target = test.fs.create("/target");
        target.cloneFile(source);
        DaxFile other = file("/other", false, content);
        other.truncate(end);
        assertThat(other.dedupeRange(source, 0, 0, end)).isFalse();
        other.write(end - PAGE, Arrays.copyOf(content, PAGE));
        assertThat(other.dedupeRange(source, 0, 0, end)).isTrue();
        other.write(end / 2, new byte[] {1});
        assertThat(other.dedupeRange(source, 0, 0, end)).isFalse();
        assertThat(source.dedupeRange(other, 0, 0, end)).isFalse();
        long free = test.fs.statfs().freeBlocks();
        target.allocate(FallocateMode.UNSHARE_RANGE, 0, end);
        assertThat(test.fs.statfs().freeBlocks()).isEqualTo(free - 4);
        assertThat(target.read(0, 3 * PAGE)).isEqualTo(content);
        assertThat(target.read(end - PAGE, PAGE)).isEqualTo(Arrays.copyOf(content, PAGE));
    }

    @DisplayName("a log that is written anew keeps saying what is shared")
    @Test
    void compactedLogs() {
        DaxFile source = file("/source", true, TestFs.pattern(3 * PAGE, 1));
        DaxFile target = test.fs.create("/target");
        for (int i = 0; i < 1_000; i++) {
            target.cloneRange(source, 0, (i % 7) * 3L * PAGE, 3 * PAGE);
        }
        assertThat(all(target)).hasSize(21 * PAGE);
        test.remountWithoutUnmount();
        assertThat(test.fs.open("/target").read(18 * PAGE, 3 * PAGE)).isEqualTo(all(test.fs.open("/source")));
    }

    @DisplayName("S30, G39: a media error in a shared block is reported for every owner")
    @Test
    void mediaErrorsOfEveryOwner() {
        byte[] content = TestFs.pattern(4 * PAGE, 1);
        DaxFile source = file("/source", false, content);
        DaxFile target = test.fs.create("/target");
        target.cloneRange(source, PAGE, 0, 2 * PAGE);
        DaxFile third = test.fs.create("/third");
        third.cloneRange(target, PAGE, 5 * PAGE, PAGE);
        long offset = TestFs.PROVIDER.mediaMap(test.device).find("data[*").stream()
                        .filter(field -> field.name().equals("data[/third] page 5"))
                        .findAny()
                        .orElseThrow()
                        .offset()
                + 512;
        test.device.mediaErrors().poison(offset, 512, Visibility.LISTED);
        assertThat(test.fs.mediaErrors().stream()
                        .map(error -> error.path() + " " + error.offset() + " " + error.length()))
                .containsExactlyInAnyOrder(
                        "/source " + (2 * PAGE + 512) + " 512",
                        "/target " + (PAGE + 512) + " 512",
                        "/third " + (5 * PAGE + 512) + " 512");
    }
}
