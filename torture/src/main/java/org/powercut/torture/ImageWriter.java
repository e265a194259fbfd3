package org.powercut.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.trace.ImageFile;
import org.powercut.pmem.Pmem;

/** Writes a part of a device's image as a file: sparse, and over whatever is there. */
final class ImageWriter {
    private ImageWriter() {}

    static void write(DeviceImage image, ImageFile part, Path file) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            long end = part.offset() + part.size();
            out.write(ByteBuffer.allocate(1), part.size() - 1);
            for (Map.Entry<Long, byte[]> page :
                    image.pages().subMap(part.offset(), end).entrySet()) {
                long length = Math.min(Pmem.PAGE, end - page.getKey());
                ByteBuffer bytes = ByteBuffer.wrap(page.getValue(), 0, (int) length);
                long at = page.getKey() - part.offset();
                while (bytes.hasRemaining()) {
                    at += out.write(bytes, at);
                }
            }
        }
    }
}
