package org.powercut.framework.oracle.spec;

import org.apiguardian.api.API;

/**
 * Times that an operation has set, and nothing has moved since.
 *
 * @param atime ns since the epoch
 * @param mtime ns since the epoch
 * @param durable whether a guarantee speaks of them: fdatasync may lose times, and so may a power cut before an fsync
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Times(long atime, long mtime, boolean durable) {
    Times madeDurable() {
        return new Times(atime, mtime, true);
    }
}
