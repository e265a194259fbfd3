package org.powercut.pmem;

import java.nio.file.Path;

/** A process that stores and fences for ever, tells each round that it fenced, and waits to be killed. */
final class KilledWriter {
    static final int PARTS = 3;
    private static final long ROUNDS = 4096;

    private KilledWriter() {}

    /** Where a round keeps one of its parts, each in a page of its own. */
    static long place(long round, int part) {
        return (part * ROUNDS + round % ROUNDS) * Pmem.PAGE + part * 8L;
    }

    @SuppressWarnings("InfiniteLoopStatement")
    public static void main(String[] arguments) throws Exception {
        try (MappedFileDevice device = MappedFileDevice.create(Path.of(arguments[0]), PARTS * ROUNDS * Pmem.PAGE)) {
            for (long round = 1; round < ROUNDS; round++) {
                device.putLong(place(round, 0), round);
                device.flush(place(round, 0), 8);
                device.ntPutLong(place(round, 1), round);
                device.fence();
                device.putLong(place(round, 2), round);
                device.flush(place(round, 2), 8);
                device.getAndAddLong(0, 1, AccessMode.VOLATILE);
                System.out.println(round);
            }
            Thread.currentThread().join();
        }
    }
}
