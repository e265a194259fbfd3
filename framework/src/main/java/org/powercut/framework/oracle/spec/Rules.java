package org.powercut.framework.oracle.spec;

import java.util.Set;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.model.Platform;

/**
 * What a file system says of itself, and what it runs on, as far as they decide what is right.
 *
 * @param contract what operations promise without being asked
 * @param capabilities what the file system can do
 * @param platform where the persistence domain begins: on {@link Platform#EADR} the caches are in it (libpmem2(7))
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Rules(Contract contract, Set<Capability> capabilities, Platform platform) {
    public Rules {
        capabilities = Set.copyOf(capabilities);
    }

    /** The rules of a file system that is mounted on a platform. */
    public static Rules of(DaxFileSystem fs, Platform platform) {
        return new Rules(fs.contract(), fs.capabilities(), platform);
    }

    /** Whether operations are durable when they return. */
    public boolean isStrong() {
        return contract == Contract.STRONG;
    }

    /** Whether a store has persisted once it is visible, without a flush. */
    public boolean keepsVisibleStores() {
        return platform == Platform.EADR;
    }

    /** Whether the file system can do this. */
    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }
}
