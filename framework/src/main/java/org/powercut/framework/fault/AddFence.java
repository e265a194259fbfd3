package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * A fence right before or after a store or flush: one that the code lacks. Not a bug but the repair of one, as {@link
 * AddFlush}, which comes before a fence that is added after the same store.
 *
 * @param side where, seen from the instruction
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AddFence(Aim aim, Side side) implements Fault {

    /** Which side of an instruction. */
    public enum Side {
        BEFORE,
        AFTER
    }

    /** A fence before each store or flush at the aim. */
    public static AddFence before(Aim aim) {
        return new AddFence(aim, Side.BEFORE);
    }

    /** A fence after each store or flush at the aim. */
    public static AddFence after(Aim aim) {
        return new AddFence(aim, Side.AFTER);
    }

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.STORE || instruction == Instruction.FLUSH;
    }

    @Override
    public String toString() {
        return "add fence " + (side == Side.BEFORE ? "before " : "after ") + aim;
    }
}
