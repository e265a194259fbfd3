package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * A fence fails: the device cannot make anything durable, as where a fence is an msync and the disk behind the file is
 * broken. It throws an {@link java.io.UncheckedIOException}, and orders and completes nothing; what it should have completed
 * stays in flight for a later fence.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FailFence(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.FENCE;
    }

    @Override
    public String toString() {
        return "fail fence " + aim;
    }
}
