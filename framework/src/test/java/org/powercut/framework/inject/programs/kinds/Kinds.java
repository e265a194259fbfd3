package org.powercut.framework.inject.programs.kinds;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** The same store in each kind of code that can hold one. Each stores at an offset of its own. */
public final class Kinds implements WithDefault {
    private final PmemDevice device;

    public Kinds(PmemDevice device) {
        this.device = device;
        device.putLong(0, 1);
    }

    public void ordinary() {
        device.putLong(8, 1);
    }

    public void lambda() {
        Runnable store = () -> device.putLong(16, 1);
        store.run();
    }

    public void lambdaInLambda() {
        Supplier<Runnable> store = () -> () -> device.putLong(24, 1);
        store.get().run();
    }

    public void boundReference() {
        LongStore store = device::putLong;
        store.put(32, 1);
    }

    public void unboundReference() {
        LongStoreOn store = PmemDevice::putLong;
        store.put(device, 40, 1);
    }

    public void classInitialiser() {
        WithInitialiser.Late.DEVICE.set(device);
        WithInitialiser.touch();
    }

    public void nested() {
        new Nested().store();
    }

    public void anonymous() {
        new Object() {
            void store() {
                device.putLong(64, 1);
            }
        }.store();
    }

    public <T extends PmemDevice> void generic(List<T> devices) {
        for (T each : devices) {
            each.putLong(72, 1);
        }
    }

    public void fromDefault() {
        storeByDefault(device);
    }

    public static void fromStatic(PmemDevice device) {
        WithDefault.storeStatically(device);
    }

    public void inSwitchAndTry(int choice) {
        try {
            switch (choice) {
                case 0 -> device.putLong(96, 1);
                default -> device.putLong(104, 1);
            }
        } finally {
            device.putLong(112, choice > 0 ? 1 : 2);
        }
    }

    public void serializableReference() {
        LongConsumer plain = (LongConsumer & java.io.Serializable) value -> device.putLong(120, value);
        plain.accept(1);
        LongStore store = (LongStore & java.io.Serializable) device::putLong;
        store.put(128, 1);
    }

    public void adaptedReference() {
        BoxedStore store = device::putLong;
        store.put(136L, 1);
    }

    /** Through the static type of a class, on a device that is not traced. */
    public static long onSimulatedDevice(SimulatedDevice simulated) {
        simulated.putLong(0, 7);
        LongStore store = simulated::putLong;
        store.put(8, 8);
        return simulated.getLong(0) + simulated.getLong(8);
    }

    private final class Nested {
        void store() {
            device.putLong(56, 1);
        }
    }

    /** Takes what {@code putLong} takes. */
    public interface LongStore {
        void put(long offset, long value);
    }

    /** Takes the device too. */
    public interface LongStoreOn {
        void put(PmemDevice device, long offset, long value);
    }

    /** Needs unboxing and widening. */
    public interface BoxedStore {
        void put(Long offset, int value);
    }
}
