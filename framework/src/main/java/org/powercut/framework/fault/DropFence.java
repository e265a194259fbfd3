package org.powercut.framework.fault;

import org.apiguardian.api.API;

/** A fence orders and completes nothing. A volatile store whose fence is dropped is a release store. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DropFence(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.FENCE;
    }

    @Override
    public String toString() {
        return "drop fence " + aim;
    }
}
