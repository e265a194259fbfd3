package org.powercut.framework.fault;

import org.apiguardian.api.API;

/** A store does not happen: the code forgot it. Later loads see the old bytes. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SkipStore(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.STORE;
    }

    @Override
    public String toString() {
        return "skip store " + aim;
    }
}
