package org.powercut.daxfs.nio;

import java.net.URI;
import java.nio.file.Path;

/**
 * A {@code dax:} URI: the image, an absolute path of the default file system without {@code !/}, then {@code !} and the
 * path inside.
 *
 * @param image the image
 * @param inside the path inside; the root if none is given
 */
record ImageUri(Path image, String inside) {
    static final String SEPARATOR = "!";

    /** @throws IllegalArgumentException if it is no such URI */
    static ImageUri parse(URI uri) {
        String path = uri.getPath();
        if (!DaxNioProvider.SCHEME.equalsIgnoreCase(uri.getScheme()) || path == null || uri.getAuthority() != null) {
            throw new IllegalArgumentException(uri + ": write dax:/path/to/image!/path/inside");
        }
        int separator = path.indexOf(SEPARATOR + "/");
        if (separator >= 0) {
            return new ImageUri(Path.of(path.substring(0, separator)), path.substring(separator + 1));
        }
        String image = path.endsWith(SEPARATOR) ? path.substring(0, path.length() - 1) : path;
        return new ImageUri(Path.of(image), "/");
    }
}
