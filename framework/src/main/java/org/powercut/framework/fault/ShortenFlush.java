package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * A flush leaves out the last line of its range, as code does that rounds the end down. A flush of one line writes
 * nothing back.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ShortenFlush(Aim aim) implements Fault {

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.FLUSH;
    }

    @Override
    public String toString() {
        return "leave the last line out of flush " + aim;
    }
}
