package org.powercut.framework.oracle.spec;

import java.util.Set;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;

/**
 * What a file system says of itself, as far as it decides what is right.
 *
 * @param contract what operations promise without being asked
 * @param capabilities what the file system can do
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Rules(Contract contract, Set<Capability> capabilities) {
    public Rules {
        capabilities = Set.copyOf(capabilities);
    }

    /** The rules of a mounted file system. */
    public static Rules of(DaxFileSystem fs) {
        return new Rules(fs.contract(), fs.capabilities());
    }

    /** Whether operations are durable when they return. */
    public boolean isStrong() {
        return contract == Contract.STRONG;
    }

    /** Whether the file system can do this. */
    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }
}
