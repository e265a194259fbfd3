package org.powercut.framework.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.powercut.daxfs.FileFlag;
import org.powercut.framework.oracle.Operation.WriteDurability;

/**
 * Writes and reads operations as text: {@code write /a 0+4096 #1; fsync /a; rename /a /b exchange}. A range is {@code
 * offset+length}, a version {@code #n}; blanks, semicolons, percent signs and control characters in names are written as
 * {@code %xx}. What is printed reads back as an equal operation, and the form of each operation never changes: corpora keep
 * it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OperationText {
    private OperationText() {}

    /** A workload as one line. */
    public static String print(List<? extends Operation> operations) {
        return operations.stream().map(OperationText::print).collect(Collectors.joining("; "));
    }

    /** An operation as text. */
    public static String print(Operation operation) {
        return switch (operation) {
            case Operation.Create o -> words("create", name(o.path()), o.inPlace() ? "nodatacow" : "");
            case Operation.Mkdir o -> words("mkdir", name(o.path()));
            case Operation.Mknod o -> words("mknod", name(o.path()), word(o.type()));
            case Operation.Symlink o -> words("symlink", name(o.target()), name(o.path()));
            case Operation.Link o -> words("link", name(o.existing()), name(o.path()));
            case Operation.Unlink o -> words("unlink", name(o.path()));
            case Operation.Rmdir o -> words("rmdir", name(o.path()));
            case Operation.Rename o ->
                words("rename", name(o.from()), name(o.to()), o.flag() == null ? "" : word(o.flag()));
            case Operation.Tmpfile o -> words("tmpfile", name(o.path()), o.length(), version(o.version()));
            case Operation.Write o ->
                words(
                        "write",
                        name(o.path()),
                        range(o.offset(), o.length()),
                        version(o.version()),
                        optional(o.durability(), WriteDurability.DEFAULT));
            case Operation.Append o -> words("append", name(o.path()), o.length(), version(o.version()));
            case Operation.Truncate o -> words("truncate", name(o.path()), o.size());
            case Operation.Fallocate o ->
                words("fallocate", name(o.path()), word(o.mode()), range(o.offset(), o.length()));
            case Operation.Clone o -> words("clone", name(o.from()), name(o.to()));
            case Operation.CloneRange o ->
                words("clonerange", name(o.from()), o.fromOffset(), name(o.to()), range(o.offset(), o.length()));
            case Operation.Dedupe o ->
                words("dedupe", name(o.from()), o.fromOffset(), name(o.to()), range(o.offset(), o.length()));
            case Operation.Chmod o -> words("chmod", name(o.path()), Integer.toOctalString(o.mode()));
            case Operation.Chown o -> words("chown", name(o.path()), o.uid(), o.gid());
            case Operation.Utimes o -> words("utimes", name(o.path()), o.atime(), o.mtime());
            case Operation.SetFlags o -> words("flags", name(o.path()), flags(o));
            case Operation.SetXattr o ->
                words(
                        "setxattr",
                        name(o.path()),
                        name(o.name()),
                        o.length(),
                        version(o.version()),
                        optional(o.flag(), org.powercut.daxfs.XattrFlag.ANY));
            case Operation.RemoveXattr o -> words("removexattr", name(o.path()), name(o.name()));
            case Operation.Open o -> words("open", name(o.path()));
            case Operation.Close o -> words("close", name(o.path()));
            case Operation.MapStore o ->
                words("mapstore", name(o.path()), word(o.mode()), range(o.offset(), o.length()), version(o.version()));
            case Operation.Persist o -> words("persist", name(o.path()), range(o.offset(), o.length()));
            case Operation.Msync o -> words("msync", name(o.path()), range(o.offset(), o.length()));
            case Operation.Unmap o -> words("unmap", name(o.path()));
            case Operation.Fsync o -> words("fsync", name(o.path()));
            case Operation.Fdatasync o -> words("fdatasync", name(o.path()));
            case Operation.SyncRange o -> words("syncrange", name(o.path()), range(o.offset(), o.length()));
            case Operation.Sync o -> "sync";
            case Operation.Remount o -> "remount";
            case Operation.Freeze o -> "freeze";
            case Operation.Thaw o -> "thaw";
            case Operation.CreateSnapshot o -> words("snapshot", name(o.name()));
            case Operation.DeleteSnapshot o -> words("deletesnapshot", name(o.name()));
        };
    }

    /**
     * The operations of a line, which may be empty.
     *
     * @throws BadOperationException if one of them is none
     */
    public static List<Operation> parseAll(String line) {
        List<Operation> operations = new ArrayList<>();
        for (String each : line.split(";", -1)) {
            if (!each.isBlank()) {
                operations.add(parse(each));
            }
        }
        return List.copyOf(operations);
    }

    /**
     * The operation that a text stands for.
     *
     * @throws BadOperationException if it is none
     */
    public static Operation parse(String text) {
        return OperationParser.parse(text.strip());
    }

    private static String words(Object... words) {
        StringBuilder text = new StringBuilder();
        for (Object word : words) {
            String each = word.toString();
            if (!each.isEmpty()) {
                text.append(text.isEmpty() ? "" : " ").append(each);
            }
        }
        return text.toString();
    }

    private static String range(long offset, long length) {
        return offset + "+" + length;
    }

    private static String version(int version) {
        return "#" + version;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String optional(Enum<?> value, Enum<?> usual) {
        return value == usual ? "" : word(value);
    }

    private static String flags(Operation.SetFlags operation) {
        return operation.flags().isEmpty()
                ? "none"
                : operation.flags().stream()
                        .sorted()
                        .map((FileFlag flag) -> word(flag))
                        .collect(Collectors.joining(","));
    }

    private static String name(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == ';' || c == '%' || c == 0x7f) {
                text.append('%').append("%02x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
