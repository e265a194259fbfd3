package org.powercut.framework.inject;

/**
 * Is told of each load and store before it happens, and may patch the device meanwhile: so the bytes that a load sees can
 * be decided when it comes to them. Ranges are those that code asked for, and may leave the device.
 */
public interface LoadObserver {

    /** Bytes are about to be loaded, or changed by a locked read-modify-write. */
    void loading(long offset, long length);

    /** Bytes are about to be overwritten. */
    void storing(long offset, long length);
}
