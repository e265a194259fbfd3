package org.powercut.framework.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.Milestones;

/**
 * A workload told step by step, each step once for the file system and for the {@link Tree} that it should be then, and what
 * must be there after a power cut: exactly one moment of the script. Under the STRONG contract that is the moment after the
 * last step that was acknowledged, or, because the next may have been running, the one after that. Under the WEAK one it is any moment since the last
 * step that makes durable: metadata is ordered, so an fsync of one file keeps all that came before it. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Script {
    private static final String BEGUN = "script ";

    private interface Action {
        void run(Play play);
    }

    private record Step(Action action, boolean makesDurable) {}

    private final String name;
    private final History history;
    private final List<Step> steps;

    private Script(String name, History history, List<Step> steps) {
        this.name = name;
        this.history = history;
        this.steps = List.copyOf(steps);
    }

    /** A script that begins with a tree that is durable. */
    public static Script of(String name, Tree start) {
        return new Script(name, History.from(start), List.of());
    }

    // what changes the tree

    /** Makes an empty file. */
    public Script create(String path) {
        return then(fs -> fs.create(path).close(), tree -> tree.file(path, new byte[0]));
    }

    /**
     * Writes within a file, or past its end. A file system without copy-on-write data overwrites an aligned word as a whole,
     * and no more.
     */
    public Script write(String path, int offset, byte[] bytes) {
        return onFile(path, file -> file.write(offset, bytes), content -> Content.patched(content, offset, bytes));
    }

    /** Cuts a file, or extends it with zeros. */
    public Script truncate(String path, int size) {
        return then(fs -> fs.truncate(path, size), tree -> tree.content(path, sized(tree.contentOf(path), size)));
    }

    /** Makes a range a hole. */
    public Script punch(String path, int offset, int length) {
        return onFile(
                path,
                file -> file.allocate(FallocateMode.PUNCH_HOLE, offset, length),
                content -> zeroed(content, offset, length));
    }

    /** Makes a range zeros; the file grows if the range is beyond its end. */
    public Script zero(String path, int offset, int length) {
        return onFile(
                path,
                file -> file.allocate(FallocateMode.ZERO_RANGE, offset, length),
                content -> zeroed(sized(content, Math.max(content.length, offset + length)), offset, length));
    }

    /** Gives blocks to a range; the file grows if the range is beyond its end. */
    public Script allocate(String path, int offset, int length) {
        return onFile(
                path,
                file -> file.allocate(FallocateMode.ALLOCATE, offset, length),
                content -> sized(content, Math.max(content.length, offset + length)));
    }

    /** Gives blocks to a range, past the end too; the size stays. */
    public Script allocateKeepingSize(String path, int offset, int length) {
        return onFile(
                path,
                file -> file.allocate(FallocateMode.ALLOCATE_KEEP_SIZE, offset, length),
                UnaryOperator.identity());
    }

    /** Shares all blocks of one file with another. */
    public Script cloneFile(String source, String target) {
        return then(
                fs -> {
                    try (DaxFile from = fs.open(source, OpenFlag.READ);
                            DaxFile to = fs.open(target, OpenFlag.READ, OpenFlag.WRITE)) {
                        to.cloneFile(from);
                    }
                },
                tree -> tree.content(target, tree.contentOf(source)));
    }

    public Script link(String existing, String path) {
        return then(fs -> fs.link(existing, path), tree -> tree.link(existing, path));
    }

    public Script symlink(String target, String path) {
        return then(fs -> fs.symlink(target, path), tree -> tree.symlink(target, path));
    }

    public Script unlink(String path) {
        return then(fs -> fs.unlink(path), tree -> tree.without(path));
    }

    public Script mkdir(String path) {
        return then(fs -> fs.mkdir(path), tree -> tree.directory(path));
    }

    public Script rmdir(String path) {
        return then(fs -> fs.rmdir(path), tree -> tree.without(path));
    }

    public Script rename(String from, String to) {
        return then(fs -> fs.rename(from, to), tree -> tree.rename(from, to));
    }

    /** Any other operation. */
    public Script then(Consumer<DaxFileSystem> action, UnaryOperator<Tree> change) {
        return with(new Step(play -> action.accept(play.fs), false), history.then(change));
    }

    private Script onFile(String path, Consumer<DaxFile> action, UnaryOperator<byte[]> change) {
        return then(
                fs -> {
                    try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
                        action.accept(file);
                    }
                },
                tree -> tree.content(path, change.apply(tree.contentOf(path))));
    }

    // what makes durable

    public Script fsync(String path) {
        return durable(play -> play.with(path, DaxFile::fsync));
    }

    public Script fdatasync(String path) {
        return durable(play -> play.with(path, DaxFile::fdatasync));
    }

    public Script fsyncDirectory(String path) {
        return durable(play -> {
            try (DaxFile directory = play.fs.openDirectory(path)) {
                directory.fsync();
            }
        });
    }

    public Script sync() {
        return durable(play -> play.fs.sync());
    }

    // what stays open

    /** Keeps a file open to the end of the script; later steps that name it by this path use it, whatever happens to the name. */
    public Script hold(String path) {
        return with(new Step(play -> play.hold(path), false), history.then(UnaryOperator.identity()));
    }

    private Script durable(Action action) {
        return with(new Step(action, true), history.then(UnaryOperator.identity()));
    }

    private Script with(Step step, History longer) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return new Script(name, longer, all);
    }

    // on the file system

    /** One run of a script, with the files that it holds. */
    private static final class Play implements AutoCloseable {
        private final DaxFileSystem fs;
        private final Map<String, DaxFile> held = new TreeMap<>();

        Play(DaxFileSystem fs) {
            this.fs = fs;
        }

        void hold(String path) {
            held.put(path, fs.open(path, OpenFlag.READ, OpenFlag.WRITE));
        }

        void with(String path, Consumer<DaxFile> action) {
            DaxFile open = held.get(path);
            if (open != null) {
                action.accept(open);
                return;
            }
            try (DaxFile file = fs.open(path, OpenFlag.READ, OpenFlag.WRITE)) {
                action.accept(file);
            }
        }

        @Override
        public void close() {
            held.values().forEach(DaxFile::close);
        }
    }

    /** Does all steps, and marks each. */
    public void play(DaxFileSystem fs, Milestones reached) {
        reached.mark(BEGUN + name);
        try (Play play = new Play(fs)) {
            for (Step step : steps) {
                step.action.run(play);
                reached.mark(History.DONE);
                if (step.makesDurable) {
                    Durable.mark(reached);
                }
            }
        }
    }

    /**
     * Checks that the file system is at a moment of the script that was played. Where none had begun, it is as they all begin.
     *
     * @param scripts all that the workloads of a test class play, from one start
     */
    public static void verify(List<Script> scripts, DaxFileSystem fs, Crash crash) {
        played(scripts, crash).history.verify(fs, crash);
    }

    private static Script played(List<Script> scripts, Crash crash) {
        List<String> milestones = crash.milestones();
        if (milestones.isEmpty()) {
            return scripts.getFirst();
        }
        String begun = Objects.requireNonNull(milestones.getFirst());
        return scripts.stream()
                .filter(script -> begun.equals(BEGUN + script.name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(begun + " is not among those to verify"));
    }

    private static byte[] sized(byte[] content, int size) {
        return Arrays.copyOf(content, size);
    }

    private static byte[] zeroed(byte[] content, int offset, int length) {
        int end = Math.min(content.length, offset + length);
        return offset >= end ? content : Content.patched(content, offset, new byte[end - offset]);
    }
}
