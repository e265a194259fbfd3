package org.powercut.framework.fault;

import org.apiguardian.api.API;

/** A flush comes only after the thread's next fence: the code has them in the wrong order. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PostponeFlush(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.FLUSH;
    }

    @Override
    public String toString() {
        return "postpone flush past the next fence " + aim;
    }
}
