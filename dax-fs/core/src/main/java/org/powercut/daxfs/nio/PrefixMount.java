package org.powercut.daxfs.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The image below the prefix: mounted when it is first used, unmounted when the JVM ends. */
final class PrefixMount {
    private static final String PROPERTY = "powercut.nio.";

    private final Path prefix;
    private final Path image;
    private final MountSettings settings;
    /** Guarded by this. */
    private @Nullable DaxNioFileSystem mounted;

    private PrefixMount(Path prefix, Path image, MountSettings settings) {
        this.prefix = prefix;
        this.image = image;
        this.settings = settings;
    }

    /** As the system properties say. */
    static PrefixMount configured(FileSystem platform) {
        Map<String, String> env = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PROPERTY)) {
                env.put(name.substring(PROPERTY.length()), System.getProperty(name));
            }
        }
        Path prefix = absolute(platform, "prefix", env.remove("prefix"));
        Path image = absolute(platform, "image", env.remove("image"));
        return new PrefixMount(prefix, image, MountSettings.of(env));
    }

    private static Path absolute(FileSystem platform, String name, @Nullable String text) {
        if (text == null || !platform.getPath(text).isAbsolute()) {
            throw new IllegalArgumentException("-D" + PROPERTY + name + "=" + text + "; give an absolute path, as -D"
                    + PROPERTY + "prefix=/mnt/pmem");
        }
        return platform.getPath(text).normalize();
    }

    /** The path in the image that a path of the platform stands for, or null if it is not below the prefix. */
    @Nullable
    Path inside(Path platformPath) {
        Path absolute = platformPath.toAbsolutePath().normalize();
        if (!absolute.startsWith(prefix)) {
            return null;
        }
        return mounted().getPath("/" + prefix.relativize(absolute));
    }

    /** The path of the default file system that a path in the image has. */
    Path outside(Path inside) {
        return prefix.resolve(inside.toString().substring(1));
    }

    private synchronized DaxNioFileSystem mounted() {
        DaxNioFileSystem known = mounted;
        if (known == null) {
            try {
                mounted = known = new ImageMounts(new DaxNioProvider()).mount(image, settings);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot mount " + image + " at " + prefix + ": " + e.getMessage(), e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(this::unmount, "unmount " + prefix));
        }
        return known;
    }

    private synchronized void unmount() {
        try {
            if (mounted != null) {
                mounted.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unmount " + image, e);
        }
    }
}
