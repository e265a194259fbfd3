package org.powercut.framework.oracle;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.powercut.daxfs.FallocateMode;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.XattrFlag;
import org.powercut.framework.oracle.Operation.WriteDurability;

/** Reads the text of one operation, word by word. Whatever does not fit is refused with what would be right. */
final class OperationParser {
    private static final Map<String, Function<OperationParser, Operation>> VERBS = new TreeMap<>(Map.ofEntries(
            Map.entry("create", p -> new Operation.Create(p.path(), p.present("nodatacow"))),
            Map.entry("mkdir", p -> new Operation.Mkdir(p.path())),
            Map.entry("mknod", p -> new Operation.Mknod(p.path(), p.oneOf(FileType.class))),
            Map.entry("symlink", p -> new Operation.Symlink(p.name(), p.path())),
            Map.entry("link", p -> new Operation.Link(p.path(), p.path())),
            Map.entry("unlink", p -> new Operation.Unlink(p.path())),
            Map.entry("rmdir", p -> new Operation.Rmdir(p.path())),
            Map.entry(
                    "rename",
                    p -> new Operation.Rename(p.path(), p.path(), p.hasNext() ? p.oneOf(RenameFlag.class) : null)),
            Map.entry("tmpfile", p -> new Operation.Tmpfile(p.path(), p.count(), p.version())),
            Map.entry("write", p -> {
                String path = p.path();
                Range range = p.range();
                return new Operation.Write(
                        path,
                        range.offset(),
                        range.length(),
                        p.version(),
                        p.hasNext() ? p.oneOf(WriteDurability.class) : WriteDurability.DEFAULT);
            }),
            Map.entry("append", p -> new Operation.Append(p.path(), p.count(), p.version())),
            Map.entry("truncate", p -> new Operation.Truncate(p.path(), p.count())),
            Map.entry("fallocate", p -> {
                String path = p.path();
                FallocateMode mode = p.oneOf(FallocateMode.class);
                Range range = p.range();
                return new Operation.Fallocate(path, mode, range.offset(), range.length());
            }),
            Map.entry("clone", p -> new Operation.Clone(p.path(), p.path())),
            Map.entry("clonerange", p -> {
                Sharing s = p.sharing();
                return new Operation.CloneRange(
                        s.from(),
                        s.fromOffset(),
                        s.to(),
                        s.range().offset(),
                        s.range().length());
            }),
            Map.entry("dedupe", p -> {
                Sharing s = p.sharing();
                return new Operation.Dedupe(
                        s.from(),
                        s.fromOffset(),
                        s.to(),
                        s.range().offset(),
                        s.range().length());
            }),
            Map.entry("chmod", p -> new Operation.Chmod(p.path(), p.mode())),
            Map.entry("chown", p -> new Operation.Chown(p.path(), p.smallCount(), p.smallCount())),
            Map.entry("utimes", p -> new Operation.Utimes(p.path(), p.number(), p.number())),
            Map.entry("flags", p -> new Operation.SetFlags(p.path(), p.flags())),
            Map.entry(
                    "setxattr",
                    p -> new Operation.SetXattr(
                            p.path(),
                            p.name(),
                            p.smallCount(),
                            p.version(),
                            p.hasNext() ? p.oneOf(XattrFlag.class) : XattrFlag.ANY)),
            Map.entry("removexattr", p -> new Operation.RemoveXattr(p.path(), p.name())),
            Map.entry("open", p -> new Operation.Open(p.path())),
            Map.entry("close", p -> new Operation.Close(p.path())),
            Map.entry("mapstore", p -> {
                String path = p.path();
                MapMode mode = p.oneOf(MapMode.class);
                Range range = p.range();
                return new Operation.MapStore(path, mode, range.offset(), range.length(), p.version());
            }),
            Map.entry("persist", p -> p.ranged(Operation.Persist::new)),
            Map.entry("msync", p -> p.ranged(Operation.Msync::new)),
            Map.entry("unmap", p -> new Operation.Unmap(p.path())),
            Map.entry("fsync", p -> new Operation.Fsync(p.path())),
            Map.entry("fdatasync", p -> new Operation.Fdatasync(p.path())),
            Map.entry("syncrange", p -> p.ranged(Operation.SyncRange::new)),
            Map.entry("sync", p -> new Operation.Sync()),
            Map.entry("remount", p -> new Operation.Remount()),
            Map.entry("freeze", p -> new Operation.Freeze()),
            Map.entry("thaw", p -> new Operation.Thaw()),
            Map.entry("snapshot", p -> new Operation.CreateSnapshot(p.name())),
            Map.entry("deletesnapshot", p -> new Operation.DeleteSnapshot(p.name()))));

    private final String text;
    private final List<String> words;
    private int next;

    private OperationParser(String text) {
        this.text = text;
        this.words = List.of(text.split("\\s+"));
    }

    private record Range(long offset, long length) {}

    private record Sharing(String from, long fromOffset, String to, Range range) {}

    /** Makes an operation on a range of a file. */
    private interface OnRange {
        Operation of(String path, long offset, long length);
    }

    static Operation parse(String text) {
        OperationParser parser = new OperationParser(text);
        String verb = parser.word("an operation");
        Function<OperationParser, Operation> reader = VERBS.get(verb);
        if (reader == null) {
            throw parser.bad("there is no operation " + verb + "; there are " + String.join(", ", VERBS.keySet()));
        }
        Operation operation = reader.apply(parser);
        if (parser.hasNext()) {
            throw parser.bad("ends before '" + parser.words.get(parser.next) + "'");
        }
        return operation;
    }

    private boolean hasNext() {
        return next < words.size();
    }

    private String word(String wanted) {
        if (!hasNext()) {
            throw bad("ends where " + wanted + " should be");
        }
        return words.get(next++);
    }

    private boolean present(String word) {
        boolean is = hasNext() && words.get(next).equals(word);
        next += is ? 1 : 0;
        return is;
    }

    private String name() {
        String word = word("a name");
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '%') {
                int end = Math.min(word.length(), i + 3);
                name.append((char) number(word.substring(i + 1, end), 16, word));
                i = end - 1;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private String path() {
        String path = name();
        if (!path.startsWith("/")) {
            throw bad("'" + path + "' is no absolute path, such as /a");
        }
        return path;
    }

    private long number() {
        String word = word("a number");
        return number(word, 10, word);
    }

    private long count() {
        return notNegative(number());
    }

    private int smallCount() {
        long number = count();
        if (number > Integer.MAX_VALUE) {
            throw bad(number + " is too large; at most " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private int mode() {
        String word = word("a mode");
        long mode = notNegative(number(word, 8, word));
        if (mode > 07777) {
            throw bad(word + " is no mode: 0 to 7777, in octal");
        }
        return (int) mode;
    }

    private int version() {
        String word = word("a version");
        if (!word.startsWith("#")) {
            throw bad("'" + word + "' is no version, such as #1");
        }
        return (int) number(word.substring(1), 10, word);
    }

    private Range range() {
        String word = word("a range");
        int plus = word.indexOf('+');
        if (plus < 0) {
            throw bad("'" + word + "' is no range; offset+length, such as 0+4096");
        }
        return new Range(
                notNegative(number(word.substring(0, plus), 10, word)),
                notNegative(number(word.substring(plus + 1), 10, word)));
    }

    private Operation ranged(OnRange operation) {
        String path = path();
        Range range = range();
        return operation.of(path, range.offset(), range.length());
    }

    private Sharing sharing() {
        return new Sharing(path(), count(), path(), range());
    }

    private Set<FileFlag> flags() {
        EnumSet<FileFlag> flags = EnumSet.noneOf(FileFlag.class);
        String word = word("flags");
        if (!word.equals("none")) {
            for (String flag : word.split(",", -1)) {
                flags.add(constant(FileFlag.class, flag));
            }
        }
        return flags;
    }

    private <E extends Enum<E>> E oneOf(Class<E> type) {
        return constant(type, word(choices(type)));
    }

    private <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(each -> lower(each).equals(word))
                .findFirst()
                .orElseThrow(() -> bad("'" + word + "' is none of " + choices(type)));
    }

    private static <E extends Enum<E>> String choices(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(OperationParser::lower)
                .collect(Collectors.joining(", "));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private long number(String digits, int radix, String word) {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            throw bad("'" + word + "' has no number where one should be");
        }
    }

    private long notNegative(long number) {
        if (number < 0) {
            throw bad(number + " is negative");
        }
        return number;
    }

    private BadOperationException bad(String detail) {
        return new BadOperationException(text, detail);
    }
}
