package org.powercut.framework.inject;

import java.util.List;
import org.powercut.framework.model.Site;
import org.powercut.pmem.BadRanges;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.MediaRange;

/** The media errors of a traced device: each change goes through the device, which records it and can undo it. */
final class TracedMediaErrors implements MediaErrors {
    private final TracedDevice device;
    private final BadRanges errors;

    TracedMediaErrors(TracedDevice device, BadRanges errors) {
        this.device = device;
        this.errors = errors;
    }

    @Override
    public boolean isEmpty() {
        return errors.isEmpty();
    }

    @Override
    public boolean isPoisoned(long offset, long length) {
        return errors.isPoisoned(offset, length);
    }

    @Override
    public List<MediaRange> listed() {
        return errors.listed();
    }

    @Override
    public List<MediaRange> poisoned() {
        return errors.poisoned();
    }

    @Override
    public void poison(long offset, long length, Visibility visibility) {
        device.poison(offset, length, visibility, Site.UNINSTRUMENTED.number());
    }

    @Override
    public void list(long offset, long length) {
        device.list(offset, length, Site.UNINSTRUMENTED.number());
    }

    @Override
    public void clear(MediaRange range) {
        device.clear(range);
    }
}
