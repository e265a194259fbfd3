package org.powercut.framework.explore;

import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Medium;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;

/** A worker's device as the model sees it: changed by patches, which the device can undo and never records. */
public final class DeviceMedium implements Medium {
    private final TracedDevice device;

    public DeviceMedium(TracedDevice device) {
        this.device = device;
    }

    @Override
    public long word(long address) {
        return device.peekWord(address);
    }

    @Override
    public void set(long address, long value) {
        device.patchWord(address, Long.BYTES, value);
    }

    @Override
    public void media(Kind kind, long address, long length) {
        switch (kind) {
            case POISON_LATENT -> device.mediaErrors().poison(address, length, Visibility.LATENT);
            case POISON_LISTED -> device.mediaErrors().poison(address, length, Visibility.LISTED);
            case POISON_CLEARED -> device.mediaErrors().clear(new MediaRange(address, length));
            default -> throw new IllegalArgumentException(kind + " changes no media errors");
        }
    }
}
