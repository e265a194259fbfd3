package org.powercut.framework.oracle.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.oracle.VersionedBytes;
import org.powercut.framework.oracle.judge.Difference.Aspect;
import org.powercut.framework.oracle.spec.Attributes;
import org.powercut.framework.oracle.spec.FileData;
import org.powercut.framework.oracle.spec.Node;
import org.powercut.framework.oracle.spec.Page;
import org.powercut.framework.oracle.spec.Rules;
import org.powercut.framework.oracle.spec.Times;
import org.powercut.pmem.Pmem;

/**
 * Holds a recovered tree against one expected tree: names and attributes first, which cost nothing, and content only where
 * these agree. Stops at the first difference, unless all are asked for.
 */
final class TreeComparison {
    private static final List<byte[]> ZEROS = List.of(new byte[FileData.PAGE]);

    private final DaxFileSystem fs;
    private final Observed observed;
    private final Rules rules;
    private final Map<Integer, Page> pages;
    private final List<Difference> differences = new ArrayList<>();
    private final boolean all;
    private boolean openWords;

    /** @param pages what each page may hold */
    TreeComparison(DaxFileSystem fs, Observed observed, Rules rules, Map<Integer, Page> pages, boolean all) {
        this.fs = fs;
        this.observed = observed;
        this.rules = rules;
        this.pages = pages;
        this.all = all;
    }

    /** The differences: none if the tree is as expected, one unless all are asked for. */
    List<Difference> with(Expected expected) {
        compareNames(expected);
        if (differences.isEmpty()) {
            compareAttributes(expected);
        }
        if (differences.isEmpty()) {
            compareContents(expected);
        }
        return differences;
    }

    /** Whether words were compared that may be old or new, each by itself. Which they are nobody has looked at. */
    boolean hasOpenWords() {
        return openWords;
    }

    private boolean isDone() {
        return !all && !differences.isEmpty();
    }

    private void differs(String path, String what, Object found, Object wanted, Aspect aspect) {
        differences.add(new Difference(path, what, found.toString(), wanted.toString(), aspect));
    }

    // names

    private void compareNames(Expected expected) {
        List<Observed.Entry> found = observed.entries();
        List<Expected.Entry> wanted = expected.entries();
        boolean same = found.size() == wanted.size();
        for (int i = 0; same && i < wanted.size(); i++) {
            same = found.get(i).path().equals(wanted.get(i).path());
        }
        if (!same) {
            List<String> names = found.stream().map(Observed.Entry::path).toList();
            List<String> wantedNames = wanted.stream().map(Expected.Entry::path).toList();
            wantedNames.stream()
                    .filter(name -> !names.contains(name))
                    .forEach(name -> differs(name, "the name", "missing", "so", Aspect.NAMES));
            names.stream()
                    .filter(name -> !wantedNames.contains(name))
                    .forEach(name -> differs(name, "the name", "there", "so", Aspect.NAMES));
            if (differences.isEmpty()) {
                differs("/", "the order of names", names, wantedNames, Aspect.NAMES);
            }
        }
    }

    // attributes

    private void compareAttributes(Expected expected) {
        Map<Integer, Long> inodes = new HashMap<>();
        Map<Long, Integer> numbers = new HashMap<>();
        for (int i = 0; i < expected.entries().size() && !isDone(); i++) {
            Observed.Entry found = observed.entries().get(i);
            Expected.Entry wanted = expected.entries().get(i);
            compareKind(found, wanted);
            compareIdentity(found, wanted, inodes, numbers);
            if (!isDone()) {
                compareAttributes(found, wanted.node().attributes());
            }
        }
    }

    private void compareKind(Observed.Entry found, Expected.Entry wanted) {
        String path = wanted.path();
        Node node = wanted.node();
        if (found.stat().type() != node.type() || found.entry().type() != node.type()) {
            String kinds =
                    found.stat().type() + ", in its directory " + found.entry().type();
            differs(path, "the kind", kinds, node.type(), Aspect.NAMES);
        } else if (found.stat().nlink() != wanted.nlink()) {
            differs(path, "the link count", found.stat().nlink(), wanted.nlink(), Aspect.NAMES);
        } else if (node instanceof Node.Symlink link && !link.target().equals(found.target())) {
            differs(path, "the target", "'" + found.target() + "'", "'" + link.target() + "'", Aspect.TARGET);
        } else if (node instanceof Node.File file
                && found.stat().size() != file.data().size()) {
            differs(path, "the size", found.stat().size(), file.data().size(), Aspect.SIZE);
        } else if (node instanceof Node.File file && rules.can(Capability.FALLOCATE)) {
            compareBlocks(path, found.stat().blocks(), file.data());
        }
    }

    /** What was given blocks in advance, or written, has them; a file system may give some to holes, too. */
    private void compareBlocks(String path, long found, FileData data) {
        long given = data.pages().values().stream()
                .filter(number -> number == FileData.UNWRITTEN || holdsData(number))
                .count();
        if (found < given) {
            differs(path, "the number of blocks", found, "at least " + given, Aspect.BLOCKS);
        }
    }

    /** Whether no legal content of a page is that of a hole. */
    private boolean holdsData(int number) {
        Page page = pages.get(number);
        return page != null && page.versions().stream().noneMatch(version -> Arrays.equals(version, ZEROS.getFirst()));
    }

    /** Two names have one inode exactly if they should. */
    private void compareIdentity(
            Observed.Entry found, Expected.Entry wanted, Map<Integer, Long> inodes, Map<Long, Integer> numbers) {
        long ino = found.stat().ino();
        Long other = inodes.putIfAbsent(wanted.number(), ino);
        Integer number = numbers.putIfAbsent(ino, wanted.number());
        if (found.entry().ino() != ino) {
            differs(wanted.path(), "the inode", ino, found.entry().ino() + ", as its directory says", Aspect.NAMES);
        } else if (other != null && other != ino) {
            differs(wanted.path(), "the inode", ino, other + ", as of its other name", Aspect.NAMES);
        } else if (number != null && number != wanted.number()) {
            differs(wanted.path(), "the inode", ino, "its own: another name has it", Aspect.NAMES);
        }
    }

    private void compareAttributes(Observed.Entry found, Attributes wanted) {
        String path = found.path();
        if (found.stat().mode() != wanted.mode()) {
            differs(path, "the mode", octal(found.stat().mode()), octal(wanted.mode()), Aspect.ATTRIBUTES);
        }
        if (found.stat().uid() != wanted.uid() || found.stat().gid() != wanted.gid()) {
            String owner = found.stat().uid() + ":" + found.stat().gid();
            differs(path, "the owner", owner, wanted.uid() + ":" + wanted.gid(), Aspect.ATTRIBUTES);
        }
        if (rules.can(Capability.FILE_FLAGS) && !found.stat().flags().equals(wanted.flags())) {
            differs(path, "the set of flags", found.stat().flags(), wanted.flags(), Aspect.ATTRIBUTES);
        }
        Times times = wanted.times();
        if (times != null && times.durable()) {
            compareTimes(path, found, times);
        }
        if (!found.xattrs().equals(List.copyOf(wanted.xattrs().keySet()))) {
            differs(
                    path,
                    "the list of attributes",
                    found.xattrs(),
                    wanted.xattrs().keySet(),
                    Aspect.XATTRS);
        }
    }

    private void compareTimes(String path, Observed.Entry found, Times wanted) {
        if (found.stat().atime() != wanted.atime()) {
            differs(path, "atime", found.stat().atime(), wanted.atime(), Aspect.ATTRIBUTES);
        }
        if (found.stat().mtime() != wanted.mtime()) {
            differs(path, "mtime", found.stat().mtime(), wanted.mtime(), Aspect.ATTRIBUTES);
        }
    }

    private static String octal(int mode) {
        return "0" + Integer.toOctalString(mode);
    }

    // content

    private void compareContents(Expected expected) {
        for (Expected.Entry wanted : expected.entries()) {
            if (isDone()) {
                return;
            }
            wanted.node().attributes().xattrs().forEach((name, value) -> {
                byte[] bytes = VersionedBytes.of(value.version(), 0, value.length());
                if (!ContentReader.hasXattr(fs, wanted.path(), name, bytes)) {
                    String version = value.length() + " bytes of version " + value.version();
                    differs(wanted.path(), "the value of " + name, "another", version, Aspect.XATTRS);
                }
            });
            if (wanted.node() instanceof Node.File file && file.data().size() > 0) {
                compareContent(wanted.path(), file.data());
            }
        }
    }

    private void compareContent(String path, FileData data) {
        try (ContentReader content = ContentReader.open(fs, path)) {
            for (long offset = 0; offset < data.size() && !isDone(); offset += FileData.PAGE) {
                int length = (int) Math.min(FileData.PAGE, data.size() - offset);
                int number = data.pages().getOrDefault(offset / FileData.PAGE, FileData.UNWRITTEN);
                Page page = pages.get(number);
                List<byte[]> versions = page == null ? ZEROS : page.versions();
                int wrong = content.mismatch(offset, length, versions);
                if (wrong >= 0) {
                    differs(path, content, offset, wrong, Math.min(length, wrong + Pmem.ATOM), versions);
                }
                openWords |= versions.size() > 1;
            }
        }
    }

    /** Looks at the bytes only if somebody wants to know: otherwise exploration would try all that they could be. */
    private void differs(String path, ContentReader content, long offset, int from, int to, List<byte[]> versions) {
        String found = all ? HexFormat.of().formatHex(content.look(offset + from, to - from)) : "something else";
        String wanted = versions.stream()
                .map(version -> HexFormat.of().formatHex(version, from, to))
                .distinct()
                .collect(Collectors.joining(" or "));
        differences.add(new Difference(
                path,
                "bytes %d to %d".formatted(offset + from, offset + to - 1),
                found,
                wanted,
                Aspect.CONTENT,
                offset + from));
    }
}
