package org.powercut.samples.log;

import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.MutantSource;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.inject.Mutation;

/** Bugs to plant in the right log. */
public final class LogMutants implements MutantSource {
    @Override
    public List<Mutant> mutants() {
        String rightLog = "org.powercut.samples.log.RightLog";
        return List.of(
                new Mutant(
                        "log-entry-not-flushed",
                        "the flush of the entry never reaches the device",
                        "missing flush",
                        List.of("LOG-1"),
                        FaultPlan.of("entry-not-flushed", new DropFlush(Aim.at("RightLog.append:flush#0")))),
                new Mutant(
                        "log-count-not-fenced",
                        "the second fence is not called",
                        "missing fence",
                        List.of("LOG-1"),
                        new Mutation.SkipCall(rightLog, "append", "fence", 1)),
                new Mutant(
                        "log-nowhere",
                        "a call that does not exist",
                        "nothing",
                        List.of("LOG-1"),
                        new Mutation.SkipCall(rightLog, "append", "fence", 7)));
    }
}
