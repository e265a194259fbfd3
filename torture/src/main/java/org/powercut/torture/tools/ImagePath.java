package org.powercut.torture.tools;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A path in an image, as {@code IMAGE:/PATH} on a command line.
 *
 * @param image the image file
 * @param path begins with a slash
 */
record ImagePath(Path image, String path) {

    /** What the text names, or null if it is not of that form: a file of the machine. */
    static @Nullable ImagePath of(String text) {
        int colon = text.indexOf(":/");
        return colon <= 0 ? null : new ImagePath(Path.of(text.substring(0, colon)), text.substring(colon + 1));
    }
}
