package org.powercut.daxfs.core;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A full memory barrier in every thread of the process, raised by one of them: membarrier(2), which Linux offers on
 * x86-64 and AArch64. It is used where native access is enabled for this module, and nowhere else, so that the JVM
 * warns of nothing. Costs the caller a few microseconds, and the others nothing that they would notice.
 */
final class ProcessBarrier {
    // linux: include/uapi/linux/membarrier.h
    private static final int PRIVATE_EXPEDITED = 1 << 3;
    private static final int REGISTER_PRIVATE_EXPEDITED = 1 << 4;

    private static final @Nullable MethodHandle SYSCALL = find();
    private static final long NUMBER = number();

    /** Whether {@link #run} can be used. */
    static final boolean AVAILABLE = SYSCALL != null && NUMBER >= 0 && call(REGISTER_PRIVATE_EXPEDITED) == 0;

    private ProcessBarrier() {}

    /** Returns after each running thread of the process has gone through a full barrier since the call. */
    static void run() {
        if (call(PRIVATE_EXPEDITED) != 0) {
            throw new IllegalStateException("membarrier(2) fails, although it was registered");
        }
    }

    private static long call(int command) {
        MethodHandle syscall = SYSCALL;
        if (syscall == null) {
            return -1;
        }
        try {
            return (long) syscall.invokeExact(NUMBER, command, 0, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("membarrier(2) cannot be called", e);
        }
    }

    @SuppressWarnings("restricted") // asked for before
    private static @Nullable MethodHandle find() {
        if (!ProcessBarrier.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> address = linker.defaultLookup().find("syscall");
        if (address.isEmpty()) {
            return null;
        }
        FunctionDescriptor type = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT);
        return linker.downcallHandle(address.get(), type, Linker.Option.firstVariadicArg(1));
    }

    /** The number of membarrier(2), or -1 where none is known. */
    private static long number() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return -1;
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> 324;
            case "aarch64" -> 283;
            default -> -1;
        };
    }
}
