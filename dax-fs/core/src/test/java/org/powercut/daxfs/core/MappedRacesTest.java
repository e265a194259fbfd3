package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.PastEndOfFileException;

/** Stores through mappings race with everything that takes their pages away. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MappedRacesTest {
    private static final int PAGE = 4096;

    private final TestFs test = TestFs.create();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicBoolean done = new AtomicBoolean();

    @AfterEach
    void close() {
        thread.shutdownNow();
        test.requireClean();
        test.close();
    }

    @Test
    @DisplayName("no store is lost when writes move the page to new blocks")
    void noStoreIsLost() throws Exception {
        DaxFile file = test.fs.create("/a");
        file.write(0, new byte[PAGE]);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
        Future<Long> storer = thread.submit(() -> {
            long value = 0;
            while (!done.get()) {
                mapping.putLong(0, ++value);
                assertThat(mapping.getLong(0)).isEqualTo(value);
            }
            return value;
        });
        for (int i = 0; i < 1_500; i++) {
            file.write(PAGE / 2, TestFs.pattern(64, i));
            if (i % 7 == 0) {
                file.fsync();
            }
        }
        done.set(true);
        long last = storer.get();
        assertThat(last).isPositive();
        assertThat(mapping.getLong(0)).isEqualTo(last);
        assertThat(Bytes.getLong(file.read(0, 8), 0)).isEqualTo(last);
    }

    @Test
    @DisplayName("G31: no store lands in a block that a truncate has freed and another file has got")
    void noStoreHitsAFreedBlock() throws Exception {
        DaxFile file = test.createNodatacow("/a");
        file.write(0, new byte[4 * PAGE]);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, 4 * PAGE);
        Future<?> storer = thread.submit(() -> {
            for (int i = 0; !done.get(); i++) {
                try {
                    mapping.putLong(i % 4 * PAGE, 0x5555_5555_5555_5555L);
                } catch (PastEndOfFileException e) {
                    Thread.onSpinWait();
                }
            }
        });
        byte[] other = new byte[4 * PAGE];
        for (int i = 0; i < 300; i++) {
            file.truncate(0);
            DaxFile thief = test.fs.create("/thief");
            thief.write(0, other);
            assertThat(thief.read(0, other.length)).as("round %d", i).containsOnly(0);
            thief.close();
            test.fs.unlink("/thief");
            file.truncate(4 * PAGE);
        }
        done.set(true);
        storer.get();
    }

    @Test
    @DisplayName("no load returns the bytes of another file that has got the block meanwhile")
    void noLoadSeesAFreedBlock() throws Exception {
        DaxFile file = test.createNodatacow("/a");
        file.write(0, new byte[4 * PAGE]);
        DaxMapping mapping = file.map(MapMode.SHARED_READ, 0, 4 * PAGE);
        Future<?> loader = thread.submit(() -> {
            while (!done.get()) {
                try {
                    for (int i = 0; i < 1_000; i++) {
                        assertThat(mapping.getLong(i % 4 * PAGE)).isZero();
                    }
                } catch (PastEndOfFileException e) {
                    Thread.onSpinWait();
                }
            }
        });
        byte[] foreign = TestFs.pattern(4 * PAGE, 1);
        for (int i = 0; i < 500 && !loader.isDone(); i++) {
            file.truncate(0);
            DaxFile thief = test.fs.create("/thief");
            thief.write(0, foreign);
            thief.close();
            test.fs.unlink("/thief");
            file.write(0, new byte[4 * PAGE]);
        }
        done.set(true);
        loader.get();
    }

    @Test
    @DisplayName("G27: a store that races with fsync is durable by that fsync, or the page is dirty for the next one")
    void noStoreEscapesFsync() throws Exception {
        DaxFile file = test.createNodatacow("/a");
        file.write(0, new byte[PAGE]);
        DaxMapping mapping = file.map(MapMode.SHARED, 0, PAGE);
        Future<Long> storer = thread.submit(() -> {
            long value = 0;
            while (!done.get()) {
                mapping.putLong(0, ++value);
            }
            return value;
        });
        while (mapping.faults().stores() < 100) {
            file.fsync(); // write-protects, so that the storer faults once more
        }
        done.set(true);
        long last = storer.get();
        assertThat(mapping.getLong(0)).isEqualTo(last);
        file.fsync();
        mapping.putLong(8, 0);
        long before = mapping.faults().stores();
        file.fsync();
        mapping.putLong(8, 1);
        assertThat(mapping.faults().stores()).as("the next store faults").isEqualTo(before + 1);
    }
}
