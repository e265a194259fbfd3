package org.powercut.daxfs.nio;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxMode;
import org.powercut.daxfs.MountOptions;

/**
 * The settings of {@link java.nio.file.FileSystems#newFileSystem}, as objects or as text:
 *
 * <ul>
 *   <li>{@code contract}: {@link Contract}; STRONG by default
 *   <li>{@code readOnly}: whether changes are refused; false by default
 *   <li>{@code dax}: {@link DaxMode}; INODE by default
 *   <li>{@code create}: whether to make the image and a file system in it if there is no such file; false by default
 *   <li>{@code size}: of an image that is made, in bytes, a multiple of 4096; 64 MiB by default
 *   <li>{@code fileSystem}: the name of a {@link org.powercut.daxfs.DaxFileSystemProvider}; the first that is found by
 *       default
 * </ul>
 *
 * @param options how to mount
 * @param fileSystem the name of the kind of file system; empty for any
 */
record MountSettings(MountOptions options, boolean create, long size, String fileSystem) {
    private static final long USUAL_SIZE = 64L << 20;

    /** @throws IllegalArgumentException for an unknown setting, or a value that it cannot have */
    static MountSettings of(Map<String, ?> env) {
        MountSettings settings = new MountSettings(MountOptions.defaults(), false, USUAL_SIZE, "");
        for (Map.Entry<String, ?> entry : env.entrySet()) {
            settings = settings.with(entry.getKey(), entry.getValue());
        }
        return settings;
    }

    private MountSettings with(String name, @Nullable Object value) {
        String text = String.valueOf(value);
        return switch (name) {
            case "contract" -> with(options.withContract(constant(Contract.class, name, text)));
            case "readOnly" -> with(options.withReadOnly(truth(name, text)));
            case "dax" -> with(options.withDax(constant(DaxMode.class, name, text)));
            case "create" -> new MountSettings(options, truth(name, text), size, fileSystem);
            case "size" -> new MountSettings(options, create, number(name, text), fileSystem);
            case "fileSystem" -> new MountSettings(options, create, size, text);
            default ->
                throw new IllegalArgumentException(
                        "no setting '" + name + "'; there are contract, readOnly, dax, create, size and fileSystem");
        };
    }

    private MountSettings with(MountOptions newOptions) {
        return new MountSettings(newOptions, create, size, fileSystem);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw refused(name, text, java.util.Arrays.toString(type.getEnumConstants()), e);
        }
    }

    private static boolean truth(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(name, text, "true or false", null);
        };
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw refused(name, text, "a number of bytes", e);
        }
    }

    private static IllegalArgumentException refused(
            String name, String text, String possible, @Nullable RuntimeException cause) {
        return new IllegalArgumentException(name + "=" + text + "; possible is " + possible, cause);
    }
}
