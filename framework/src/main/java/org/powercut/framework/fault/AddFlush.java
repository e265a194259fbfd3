package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * The lines that a store touched are written back right after it: a flush that the code lacks. Not a bug but the repair
 * of one; whether it helps shows when the test is run with it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AddFlush(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.STORE;
    }

    @Override
    public String toString() {
        return "add flush after store " + aim;
    }
}
