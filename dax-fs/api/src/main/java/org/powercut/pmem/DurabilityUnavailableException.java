package org.powercut.pmem;

import java.nio.file.FileSystemException;

/** A device cannot be opened with the durability that was asked for. Nothing was opened instead. */
public final class DurabilityUnavailableException extends FileSystemException {
    private static final long serialVersionUID = 1;

    private final Durability wanted;
    private final Durability available;

    /**
     * @param file the image
     * @param reason what is missing, and what to do
     */
    DurabilityUnavailableException(
            String file, Durability wanted, Durability available, String reason, Throwable cause) {
        super(file, null, reason);
        this.wanted = wanted;
        this.available = available;
        initCause(cause);
    }

    public Durability wanted() {
        return wanted;
    }

    /** What opening the same image would give, if asked for it. */
    public Durability available() {
        return available;
    }
}
