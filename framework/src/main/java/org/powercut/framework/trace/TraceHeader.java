package org.powercut.framework.trace;

import java.util.ArrayList;
import java.util.List;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Platform;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.MediaState;
import org.powercut.pmem.Pmem;

/**
 * The first line of a trace in the JSON Lines format: what the events are about.
 *
 * @param imageKnown whether lines with pages may follow
 */
record TraceHeader(
        String test,
        long build,
        Platform platform,
        CompilerOrder compilerOrder,
        long deviceSize,
        boolean imageKnown,
        List<ImageFile> files,
        MediaState media) {

    static TraceHeader of(TraceLine line) {
        if (!line.has("format")) {
            throw line.refuse("the first line must be a header with \"format\":\"" + TraceLines.FORMAT + "\"");
        }
        String format = line.text("format");
        if (!format.equals(TraceLines.FORMAT)) {
            throw line.refuse("format '" + TraceLine.shortened(format) + "' is not " + TraceLines.FORMAT
                    + ", the only one that this version reads");
        }
        line.allow(
                "format",
                "test",
                "build",
                "platform",
                "compilerOrder",
                "deviceSize",
                "image",
                "files",
                "listed",
                "latent");
        long size = line.number("deviceSize", Pmem.PAGE, TraceLines.MOST_BYTES);
        if (size % Pmem.PAGE != 0) {
            throw line.refuse("'deviceSize' is a multiple of " + Pmem.PAGE + ", unlike " + size);
        }
        return new TraceHeader(
                line.text("test"),
                build(line),
                line.oneOf("platform", Platform.class),
                line.oneOf("compilerOrder", CompilerOrder.class),
                size,
                image(line),
                files(line, size),
                media(line, size));
    }

    private static long build(TraceLine line) {
        String text = line.text("build");
        if (!text.matches("[0-9a-f]{16}")) {
            throw line.refuse("'build' is 16 hexadecimal digits, not '" + TraceLine.shortened(text) + "'");
        }
        return Long.parseUnsignedLong(text, 16);
    }

    private static boolean image(TraceLine line) {
        String image = line.text("image");
        return switch (image) {
            case "pages" -> true;
            case "absent" -> false;
            default ->
                throw line.refuse("'image' is \"pages\" or \"absent\", not '" + TraceLine.shortened(image) + "'");
        };
    }

    private static List<ImageFile> files(TraceLine line, long size) {
        List<ImageFile> files = new ArrayList<>();
        long end = 0;
        for (TraceLine each : line.objects("files")) {
            each.allow("name", "offset", "size");
            long offset = each.number("offset", end, size - 1);
            long bytes = each.number("size", 1, size - offset);
            files.add(new ImageFile(each.text("name"), offset, bytes));
            end = offset + bytes;
        }
        if (files.isEmpty()) {
            throw line.refuse("'files' names at least one file that the device consists of");
        }
        return files;
    }

    private static MediaState media(TraceLine line, long size) {
        try {
            return new MediaState(ranges(line, "listed", size), ranges(line, "latent", size));
        } catch (IllegalArgumentException e) {
            throw line.refuse("'listed' and 'latent': " + e.getMessage());
        }
    }

    private static List<MediaRange> ranges(TraceLine line, String field, long size) {
        List<MediaRange> ranges = new ArrayList<>();
        for (TraceLine each : line.objects(field)) {
            each.allow("offset", "length");
            long offset = each.number("offset", 0, size - 1);
            ranges.add(new MediaRange(offset, each.number("length", 1, size - offset)));
        }
        return ranges;
    }
}
