package org.powercut.pmem;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A process that loads and stores behind the end of a truncated image and tells what it got. */
final class TruncatedReader {
    private TruncatedReader() {}

    public static void main(String[] arguments) throws Exception {
        Path image = Path.of(arguments[0]);
        try (MappedFileDevice device = MappedFileDevice.create(image, 8L * Pmem.PAGE)) {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(Pmem.PAGE);
            }
            byte[] target = new byte[600];
            tell("getLong", () -> device.getLong(Pmem.PAGE + 16));
            tell("getBytes", () -> device.getBytes(Pmem.PAGE, MemorySegment.ofArray(target), 0, target.length));
            tell("getAndAdd", () -> device.getAndAddLong(Pmem.PAGE, 1, AccessMode.VOLATILE));
            tell("putLong", () -> device.putLong(Pmem.PAGE, 1));
            System.out.println("before the cut: " + device.getLong(Pmem.PAGE - 8));
        }
    }

    private static void tell(String what, Runnable instruction) {
        try {
            instruction.run();
            System.out.println(what + ": no error");
        } catch (RuntimeException e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
