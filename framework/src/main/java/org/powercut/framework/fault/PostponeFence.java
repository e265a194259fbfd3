package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * A fence comes only after the thread's next store: the code has them in the wrong order. A volatile store whose fence
 * is postponed is a release store.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PostponeFence(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.FENCE;
    }

    @Override
    public String toString() {
        return "postpone fence past the next store " + aim;
    }
}
