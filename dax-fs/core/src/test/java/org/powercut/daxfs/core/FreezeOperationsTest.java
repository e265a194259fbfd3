package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.XattrFlag;

/**
 * Every operation of the interface, one by one, on a frozen file system: those that change something wait for the thaw,
 * the others do not. A method of the interface that is in neither list fails the test.
 */
class FreezeOperationsTest {

    /** A small file system with one of everything. */
    private record World(TestFs test, DaxFileSystem fs, DaxFile file, DaxFile other, DaxMapping mapping)
            implements AutoCloseable {
        static World create() {
            TestFs test = TestFs.ofSize(1 << 20);
            test.fs.mkdir("/dir");
            test.fs.symlink("file", "/symlink");
            test.write("/second", "second");
            DaxFile file = test.create("/file", "content of the file");
            DaxFile other = test.createNodatacow("/other");
            other.write(0, TestFs.pattern(8192, 1));
            DaxMapping mapping = other.map(MapMode.SHARED, 0, 8192);
            mapping.putLong(0, 1);
            return new World(test, test.fs, file, other, mapping);
        }

        @Override
        public void close() {
            test.close();
        }
    }

    private static final MemorySegment FOUR_BYTES = MemorySegment.ofArray(new byte[4]);

    private static final Map<String, Consumer<World>> CHANGES = new TreeMap<>();
    private static final Map<String, Consumer<World>> OTHERS = new TreeMap<>();

    static {
        CHANGES.put("fs.open(String,OpenFlag[])", w -> w.fs.open("/new", OpenFlag.WRITE, OpenFlag.CREATE));
        CHANGES.put("fs.open(String,int,OpenFlag[])", w -> w.fs.open("/new", 0600, OpenFlag.WRITE, OpenFlag.CREATE));
        CHANGES.put("fs.create(String)", w -> w.fs.create("/new"));
        CHANGES.put("fs.truncate(String,long)", w -> w.fs.truncate("/file", 1));
        CHANGES.put("fs.mkdir(String)", w -> w.fs.mkdir("/new"));
        CHANGES.put("fs.mkdir(String,int)", w -> w.fs.mkdir("/new", 0700));
        CHANGES.put("fs.mknod(String,FileType,int,long)", w -> w.fs.mknod("/new", FileType.FIFO, 0600, 0));
        CHANGES.put("fs.rmdir(String)", w -> w.fs.rmdir("/dir"));
        CHANGES.put("fs.unlink(String)", w -> w.fs.unlink("/second"));
        CHANGES.put("fs.link(String,String)", w -> w.fs.link("/file", "/new"));
        CHANGES.put("fs.linkFile(DaxFile,String)", w -> w.fs.linkFile(w.file, "/new"));
        CHANGES.put("fs.symlink(String,String)", w -> w.fs.symlink("target", "/new"));
        CHANGES.put("fs.rename(String,String)", w -> w.fs.rename("/file", "/new"));
        CHANGES.put("fs.rename(String,String,RenameFlag)", w -> w.fs.rename("/file", "/second", RenameFlag.EXCHANGE));
        CHANGES.put("fs.chmod(String,int)", w -> w.fs.chmod("/file", 0600));
        CHANGES.put("fs.chown(String,int,int)", w -> w.fs.chown("/file", 1, 2));
        CHANGES.put("fs.lchown(String,int,int)", w -> w.fs.lchown("/symlink", 1, 2));
        CHANGES.put("fs.setTimes(String,long,long)", w -> w.fs.setTimes("/file", 1, 2));
        CHANGES.put("fs.lsetTimes(String,long,long)", w -> w.fs.lsetTimes("/symlink", 1, 2));
        CHANGES.put("fs.setFlags(String,Set)", w -> w.fs.setFlags("/dir", Set.of()));
        CHANGES.put("fs.createSnapshot(String)", w -> w.fs.createSnapshot("snapshot"));
        CHANGES.put("fs.deleteSnapshot(String)", w -> ignoring(Errno.ENOENT, () -> w.fs.deleteSnapshot("none")));
        CHANGES.put("fs.scrub(Progress)", w -> w.fs.scrub((done, total) -> {}));
        CHANGES.put("file.write(long,MemorySegment)", w -> w.file.write(0, FOUR_BYTES));
        CHANGES.put("file.write(long,byte[])", w -> w.other.write(0, new byte[4]));
        CHANGES.put("file.write(long,List)", w -> w.file.write(0, List.of(FOUR_BYTES, FOUR_BYTES)));
        CHANGES.put("file.append(MemorySegment)", w -> w.file.append(FOUR_BYTES));
        CHANGES.put("file.append(byte[])", w -> w.other.append(new byte[4]));
        CHANGES.put("file.truncate(long)", w -> w.file.truncate(1));
        CHANGES.put("file.allocate(FallocateMode,long,long)", w -> w.file.allocate(FallocateMode.ALLOCATE, 0, 100_000));
        CHANGES.put("file.cloneRange(DaxFile,long,long,long)", w -> w.file.cloneRange(w.other, 0, 0, 8192));
        CHANGES.put("file.cloneFile(DaxFile)", w -> w.file.cloneFile(w.other));
        CHANGES.put("file.dedupeRange(DaxFile,long,long,long)", w -> w.other.dedupeRange(w.other, 0, 4096, 4096));
        CHANGES.put("file.chmod(int)", w -> w.file.chmod(0600));
        CHANGES.put("file.chown(int,int)", w -> w.file.chown(1, 2));
        CHANGES.put("file.setTimes(long,long)", w -> w.file.setTimes(1, 2));
        CHANGES.put("xattrs.set(String,byte[])", w -> w.fs.xattrs("/file").set("user.a", new byte[1]));
        CHANGES.put(
                "xattrs.set(String,byte[],XattrFlag)",
                w -> w.fs.xattrs("/file").set("user.a", new byte[1], XattrFlag.CREATE));
        CHANGES.put(
                "xattrs.remove(String)",
                w -> ignoring(Errno.ENODATA, () -> w.fs.xattrs("/file").remove("user.a")));

        OTHERS.put("fs.contract()", w -> w.fs.contract());
        OTHERS.put("fs.capabilities()", w -> w.fs.capabilities());
        OTHERS.put("fs.openDirectory(String)", w -> w.fs.openDirectory("/dir").close());
        OTHERS.put("fs.readlink(String)", w -> w.fs.readlink("/symlink"));
        OTHERS.put("fs.readdir(String)", w -> w.fs.readdir("/"));
        OTHERS.put("fs.exists(String)", w -> w.fs.exists("/file"));
        OTHERS.put("fs.stat(String)", w -> w.fs.stat("/file"));
        OTHERS.put("fs.lstat(String)", w -> w.fs.lstat("/symlink"));
        OTHERS.put("fs.statfs()", w -> w.fs.statfs());
        OTHERS.put("fs.sync()", w -> w.fs.sync());
        OTHERS.put("fs.freeze()", w -> ignoring(Errno.EBUSY, () -> w.fs.freeze()));
        OTHERS.put("fs.thaw()", w -> {
            w.fs.thaw();
            w.fs.freeze();
        });
        OTHERS.put("fs.snapshots()", w -> w.fs.snapshots());
        OTHERS.put("fs.openSnapshot(String)", w -> ignoring(Errno.ENOENT, () -> w.fs.openSnapshot("none")));
        OTHERS.put("fs.mediaErrors()", w -> w.fs.mediaErrors());
        OTHERS.put(
                "fs.mediaErrorEvents()",
                w -> assertThat(w.fs.mediaErrorEvents()).isNotNull());
        OTHERS.put("fs.isReadOnly()", w -> w.fs.isReadOnly());
        OTHERS.put("fs.isSuspect()", w -> w.fs.isSuspect());
        OTHERS.put("fs.dirtyShutdowns()", w -> w.fs.dirtyShutdowns());
        OTHERS.put("fs.xattrs(String)", w -> w.fs.xattrs("/file").list());
        OTHERS.put("fs.lxattrs(String)", w -> w.fs.lxattrs("/symlink").list());
        OTHERS.put("fs.unmount()", w -> w.fs.unmount());
        OTHERS.put("fs.close()", w -> w.fs.close());
        OTHERS.put("file.stat()", w -> w.file.stat());
        OTHERS.put("file.size()", w -> w.file.size());
        OTHERS.put("file.read(long,MemorySegment)", w -> w.file.read(0, MemorySegment.ofArray(new byte[4])));
        OTHERS.put("file.read(long,int)", w -> w.other.read(0, 4));
        OTHERS.put("file.read(long,List)", w -> w.file.read(0, List.of(MemorySegment.ofArray(new byte[4]))));
        OTHERS.put("file.seekData(long)", w -> w.file.seekData(0));
        OTHERS.put("file.seekHole(long)", w -> w.file.seekHole(0));
        OTHERS.put("file.xattrs()", w -> w.file.xattrs().list());
        OTHERS.put("file.tryLock(long,long,boolean)", w -> w.file.tryLock(0, 1, true));
        OTHERS.put("file.lock(long,long,boolean)", w -> {
            try {
                w.file.lock(0, 1, true);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        OTHERS.put("file.fsync()", w -> w.other.fsync());
        OTHERS.put("file.fdatasync()", w -> w.other.fdatasync());
        OTHERS.put("file.syncRange(long,long)", w -> w.other.syncRange(0, 4096));
        OTHERS.put(
                "file.map(MapMode,long,long)",
                w -> w.other.map(MapMode.SHARED, 0, 4096).getLong(0));
        OTHERS.put(
                "file.map(MapMode,long,long,Set)",
                w -> w.other.map(MapMode.SHARED, 0, 4096, Set.of()).getLong(0));
        OTHERS.put("file.close()", w -> w.file.close());
        OTHERS.put(
                "xattrs.get(String)",
                w -> ignoring(Errno.ENODATA, () -> w.fs.xattrs("/file").get("user.a")));
        OTHERS.put("xattrs.list()", w -> w.fs.xattrs("/file").list());
    }

    private static void ignoring(Errno expected, Runnable operation) {
        try {
            operation.run();
        } catch (DaxFileSystemException e) {
            if (e.errno() != expected) {
                throw e;
            }
        }
    }

    static Set<String> changes() {
        return CHANGES.keySet();
    }

    static Set<String> others() {
        return OTHERS.keySet();
    }

    private static boolean isSupported(Consumer<World> operation) {
        try (World world = World.create()) {
            operation.accept(world);
            return true;
        } catch (NotSupportedException e) {
            return false;
        }
    }

    private static CompletableFuture<Void> start(Runnable operation, AtomicReference<Thread> thread) {
        return CompletableFuture.runAsync(operation, task -> {
            Thread started = new Thread(task);
            thread.set(started);
            started.start();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    @DisplayName("S39, S46, G30: an operation that changes something waits for the thaw")
    void changesWait(String name) {
        assumeTrue(isSupported(CHANGES.get(name)));
        try (World world = World.create()) {
            world.fs.freeze();
            AtomicReference<Thread> thread = new AtomicReference<>();
            CompletableFuture<Void> done = start(() -> CHANGES.get(name).accept(world), thread);
            await().until(() -> done.isDone() || thread.get().getState() == Thread.State.WAITING);
            assertThat(done).isNotDone();
            world.fs.thaw();
            done.join();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    @DisplayName("S20, G30: an operation that changes nothing goes on while the file system is frozen")
    void othersGoOn(String name) {
        assumeTrue(isSupported(world -> {
            world.fs.freeze();
            OTHERS.get(name).accept(world);
        }));
    }

    @Test
    @DisplayName("S46: a copy from file to file waits at its first write, and its reads do not")
    void copiesWait() {
        try (World world = World.create()) {
            world.fs.freeze();
            byte[] read = world.other.read(0, 8192);
            AtomicReference<Thread> thread = new AtomicReference<>();
            CompletableFuture<Void> copy = start(() -> world.file.write(0, world.other.read(0, 8192)), thread);
            await().until(() -> copy.isDone() || thread.get().getState() == Thread.State.WAITING);
            assertThat(copy).isNotDone();
            world.fs.thaw();
            copy.join();
            assertThat(world.file.read(0, 8192)).isEqualTo(read);
        }
    }

    @Test
    @DisplayName("the last close of an unlinked file frees it, and so waits for the thaw")
    void lastCloseOfAnUnlinkedFileWaits() {
        try (World world = World.create()) {
            world.fs.unlink("/file");
            world.fs.freeze();
            AtomicReference<Thread> thread = new AtomicReference<>();
            CompletableFuture<Void> close = start(world.file::close, thread);
            await().until(() -> close.isDone() || thread.get().getState() == Thread.State.WAITING);
            assertThat(close).isNotDone();
            world.fs.thaw();
            close.join();
            world.fs.unmount();
            world.test.requireClean();
        }
    }

    @Test
    @DisplayName("every method of the interface is known here as one that changes something or as one that does not")
    void everyMethodIsListed() {
        Set<String> methods = new TreeSet<>();
        methods.addAll(signatures("fs.", DaxFileSystem.class));
        methods.addAll(signatures("file.", DaxFile.class));
        methods.addAll(signatures("xattrs.", ExtendedAttributes.class));
        Set<String> listed = new TreeSet<>(CHANGES.keySet());
        listed.addAll(OTHERS.keySet());
        assertThat(listed).isEqualTo(methods);
    }

    private static List<String> signatures(String prefix, Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(method -> prefix + method.getName() + parameters(method))
                .toList();
    }

    private static String parameters(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", "(", ")"));
    }
}
