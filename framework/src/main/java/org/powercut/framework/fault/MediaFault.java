package org.powercut.framework.fault;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.MediaErrors.Visibility;
import org.powercut.pmem.MediaRange;

/**
 * Media goes bad under an instruction, just before it: an aimed load meets poison, an aimed store leaves the sector
 * poisoned.
 *
 * @param visibility whether the device lists the sectors at once
 * @param trigger LOAD or STORE; a locked read-modify-write counts as a load
 * @param range the sectors that go bad, or null for those that the instruction touches
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MediaFault(
        Aim aim,
        Visibility visibility,
        Instruction trigger,
        @Nullable MediaRange range) implements Fault {

    public MediaFault {
        if (trigger != Instruction.LOAD && trigger != Instruction.STORE) {
            throw new IllegalArgumentException("media goes bad on a LOAD or a STORE, not on a " + trigger);
        }
    }

    /** The sectors that an aimed load touches go bad, and the load fails. */
    public static MediaFault onRead(Aim aim, Visibility visibility) {
        return new MediaFault(aim, visibility, Instruction.LOAD, null);
    }

    /** The sectors that an aimed store touches go bad; the store itself notices nothing. */
    public static MediaFault onWrite(Aim aim, Visibility visibility) {
        return new MediaFault(aim, visibility, Instruction.STORE, null);
    }

    /** The same fault, but these sectors go bad whatever the instruction touches. */
    public MediaFault of(MediaRange sectors) {
        return new MediaFault(aim, visibility, trigger, sectors);
    }

    /** The sectors that go bad when the fault strikes an instruction that touches these bytes. */
    public MediaRange sectors(long address, long length) {
        return range == null ? MediaRange.covering(address, length) : range;
    }

    @Override
    public boolean strikes(Instruction instruction) {
        return instruction == trigger || (trigger == Instruction.LOAD && instruction == Instruction.LOCKED);
    }

    @Override
    public String toString() {
        return "%s media error%s on %s %s"
                .formatted(
                        visibility == Visibility.LATENT ? "latent" : "listed",
                        range == null ? "" : " at [%d, %d)".formatted(range.offset(), range.end()),
                        trigger == Instruction.LOAD ? "read" : "write",
                        aim);
    }
}
