package org.powercut.framework.fault;

import org.apiguardian.api.API;

/** A flush writes nothing back. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DropFlush(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.FLUSH;
    }

    @Override
    public String toString() {
        return "drop flush " + aim;
    }
}
