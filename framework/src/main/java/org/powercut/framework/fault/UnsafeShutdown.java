package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * The device counts unsafe shutdowns (man libpmem2_unsafe_shutdown.7), and tells another count after the power cut than
 * before it. With the same count before and after, the power cut was one that the device could bear. What is lost is not
 * this fault's affair.
 *
 * @param deviceId the device's identity, which stays
 * @param before the count up to the power cut
 * @param after the count since
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UnsafeShutdown(long deviceId, long before, long after) implements Fault {

    public UnsafeShutdown {
        if (before < 0 || after < before) {
            throw new IllegalArgumentException(
                    "a count of unsafe shutdowns only ever grows; from " + before + " to " + after + " it does not");
        }
    }

    @Override
    public Aim aim() {
        return Aim.anywhere();
    }

    /** It shows in what the device tells, not in an instruction. */
    @Override
    public boolean strikes(Instruction instruction) {
        return false;
    }

    @Override
    public String toString() {
        return "%d unsafe shutdowns before the power cut, %d after it".formatted(before, after);
    }
}
