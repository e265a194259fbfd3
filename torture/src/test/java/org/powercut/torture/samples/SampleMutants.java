package org.powercut.torture.samples;

import java.util.List;
import org.powercut.framework.engine.Mutant;
import org.powercut.framework.engine.MutantSource;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.DropFlush;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.inject.Mutation;

/** Bugs in {@link PmemLog}; the last one is none, so nobody can catch it. */
public final class SampleMutants implements MutantSource {
    private static final List<String> LOG = List.of("LOG-1");

    @Override
    public List<Mutant> mutants() {
        return List.of(
                new Mutant(
                        "sample-count-not-flushed",
                        "the count is not flushed",
                        "missing flush",
                        LOG,
                        FaultPlan.of("sample-count-not-flushed", new DropFlush(Aim.at("PmemLog.commit:flush#0")))),
                new Mutant(
                        "sample-record-not-fenced",
                        "the count may persist before its record",
                        "missing fence",
                        LOG,
                        FaultPlan.of("sample-record-not-fenced", new DropFence(Aim.at("PmemLog.append:fence#0")))),
                new Mutant(
                        "sample-record-not-flushed",
                        "the record is not flushed",
                        "missing flush",
                        LOG,
                        new Mutation.SkipCall(PmemLog.class.getName(), "append", "flush", 0)),
                new Mutant(
                        "no-kill-sample",
                        "the test that fails on this mutant fails without it too",
                        "none",
                        List.of("LOG-2"),
                        FaultPlan.of("no-kill-sample", new DropFence(Aim.at("CountBeforeRecord.publish:fence#0")))),
                new Mutant(
                        "survivor-sample",
                        "the first load of the log is dropped, which changes nothing",
                        "none",
                        LOG,
                        FaultPlan.of(
                                "survivor-sample",
                                new DropFence(Aim.at("PmemLog.append:fence#0").occurrence(100)))));
    }
}
