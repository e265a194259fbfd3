package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/**
 * A log that is written anew may get the pages of the one before it, and end where that one ended. The journal record of
 * the replacement is then still the newest there is, and must not be taken for unfinished.
 */
class LogReplacementTest {
    private static final int SIZE = 1 << 20;
    /** Enough for several replacements: a page of a log holds 63 changes. */
    private static final int CHANGES = 1_500;

    @Test
    void noChangeIsLostWhenALogReturnsToTheLineWhereItWasReplaced() {
        DaxFsProvider provider = new DaxFsProvider();
        List<Integer> wrong = new ArrayList<>();
        int[] change = {0};
        try (SimulatedDevice device = SimulatedDevice.ofSize(SIZE)) {
            provider.mkfs(device);
            PmemDevice watched = atEachFence(device, copy -> {
                try (DaxFileSystem fs = provider.mount(copy, MountOptions.defaults())) {
                    int mode = fs.stat("/file").mode();
                    if (mode != change[0] && mode != change[0] - 1) {
                        wrong.add(change[0]);
                    }
                }
            });
            try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
                fs.create("/file").close();
                fs.chmod("/file", 0);
            }
            DaxFileSystem fs = provider.mount(watched, MountOptions.defaults());
            for (change[0] = 1; change[0] <= CHANGES; change[0]++) {
                fs.chmod("/file", change[0]);
            }
        }
        assertThat(wrong).as("changes during which a mount found an old state").isEmpty();
    }

    /** A device that, after each fence, shows a copy of itself as a power cut would leave it. */
    private static PmemDevice atEachFence(PmemDevice device, Consumer<PmemDevice> look) {
        byte[] image = new byte[SIZE];
        MemorySegment segment = MemorySegment.ofArray(image);
        return (PmemDevice) Proxy.newProxyInstance(
                PmemDevice.class.getClassLoader(), new Class<?>[] {PmemDevice.class}, (proxy, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("fence")) {
                        device.getBytes(0, segment, 0, SIZE);
                        try (SimulatedDevice copy = SimulatedDevice.ofSize(SIZE)) {
                            copy.putBytes(0, segment, 0, SIZE);
                            look.accept(copy);
                        }
                    }
                    return result;
                });
    }
}
