package org.powercut.pmem;

/** A load touched poisoned media. The hardware's machine check, as an exception. */
public final class MediaErrorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient MediaRange range;

    /** @param range the poisoned sectors that the load touched, in bytes of the device */
    public MediaErrorException(MediaRange range) {
        super("media error at device bytes [%d, %d)".formatted(range.offset(), range.end()));
        this.range = range;
    }

    /** The poisoned sectors that the load touched, in bytes of the device. */
    public MediaRange range() {
        return range;
    }
}
