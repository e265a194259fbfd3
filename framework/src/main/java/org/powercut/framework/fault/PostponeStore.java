package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * A store reaches the memory system only after the thread's next fence: the code has them in the wrong order. Loads
 * see the store at once; a power cut before that fence has completed loses it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PostponeStore(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.STORE;
    }

    @Override
    public String toString() {
        return "postpone store past the next fence " + aim;
    }
}
