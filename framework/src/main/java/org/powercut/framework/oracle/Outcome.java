package org.powercut.framework.oracle;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Errno;

/**
 * How an operation ended: it was done, or it failed and changed nothing.
 *
 * @param error why it failed; null if it was done
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Outcome(@Nullable Errno error) {

    private static final String DONE_TEXT = "done";

    /** The operation was done. */
    public static final Outcome DONE = new Outcome(null);

    /** The operation failed for this reason. */
    public static Outcome failed(Errno error) {
        return new Outcome(error);
    }

    /** Whether the operation was done. */
    public boolean isDone() {
        return error == null;
    }

    /**
     * The outcome that {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it wrote no such text
     */
    public static Outcome parse(String text) {
        return text.equals(DONE_TEXT) ? DONE : failed(Errno.valueOf(text));
    }

    @Override
    public String toString() {
        return error == null ? DONE_TEXT : error.toString();
    }
}
