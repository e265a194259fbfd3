package org.powercut.daxfs;

import java.util.Set;
import java.util.stream.Stream;
import org.powercut.pmem.PmemDevice;

/**
 * Makes, mounts and checks file systems of one kind. Implementations are found by {@link java.util.ServiceLoader};
 * they keep no state, so that one provider serves any number of devices and threads.
 */
public interface DaxFileSystemProvider {

    /** The name by which users choose this file system, such as {@code dax-fs}. */
    String name();

    /** The contracts that a mount can be asked for, never empty. */
    Set<Contract> contracts();

    /** What file systems of this kind can do. */
    Set<Capability> capabilities();

    /** The smallest device that can hold a file system, in bytes. */
    long minimumSize();

    /**
     * Makes an empty file system; durable on return. What the device held is lost.
     *
     * @throws DaxFileSystemException EINVAL if the device is smaller than {@link #minimumSize()}
     */
    void mkfs(PmemDevice device);

    /**
     * As {@link #mkfs(PmemDevice)}.
     *
     * @throws DaxFileSystemException EINVAL if an option is out of its range
     */
    default void mkfs(PmemDevice device, MkfsOptions options) {
        throw new NotSupportedException("mkfs options");
    }

    /**
     * Mounts a device after a clean unmount or a crash; recovery is complete on return.
     *
     * @throws CorruptFileSystemException if the device holds no such file system, or one beyond recovery
     * @throws NotSupportedException if an option asks for what there is not
     */
    DaxFileSystem mount(PmemDevice device, MountOptions options);

    /** Checks an unmounted device and changes nothing. */
    FsckReport fsck(PmemDevice device);

    /** Checks an unmounted device, repairs what can be, and tells what was found; nothing is left if all was repaired. */
    default FsckReport repair(PmemDevice device, Progress progress) {
        throw new NotSupportedException("repair");
    }

    /** Every struct on an unmounted device with its values, ascending by kind and number. Read lazily. */
    default Stream<MediaStruct> dump(PmemDevice device) {
        throw new NotSupportedException("dump");
    }

    /** Names the on-media fields of a device, as it is at the time of the call. Empty where nothing is declared. */
    MediaMap mediaMap(PmemDevice device);
}
