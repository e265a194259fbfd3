package org.powercut.framework.fault;

import org.apiguardian.api.API;

/**
 * A store may tear at fewer bytes than the architecture allows, so that checksums and redundancy are tested. A 64-byte
 * direct store tears too.
 *
 * @param bytes 1, 2 or 4: the store may tear at multiples of that many bytes
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TornWrite(Aim aim, int bytes) implements Fault {

    public TornWrite {
        if (bytes != 1 && bytes != 2 && bytes != 4) {
            throw new IllegalArgumentException("a write is torn at 1, 2 or 4 bytes, not at " + bytes);
        }
    }

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == Instruction.STORE;
    }

    @Override
    public String toString() {
        return "tear store at " + bytes + " bytes " + aim;
    }
}
