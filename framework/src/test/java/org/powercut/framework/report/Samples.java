package org.powercut.framework.report;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.explore.Change;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.Cut;
import org.powercut.framework.explore.Evidence;
import org.powercut.framework.explore.Evidence.Fate;
import org.powercut.framework.explore.Evidence.ImageChange;
import org.powercut.framework.explore.Evidence.LineState;
import org.powercut.framework.explore.Evidence.TimelineEvent;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Exposure;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.explore.Repair;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.explore.SiteUse;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;

/**
 * A finding as the explorer makes them: a log whose tail was made durable before its entry, on two threads, with text
 * that would break careless pages.
 */
final class Samples {
    static final Site ENTRY = new Site(1, "org.example.pmem.Log", "append", 41, "putLong", 0);
    static final Site TAIL = new Site(2, "org.example.pmem.Log", "commit", 57, "putLong", 0);
    static final Site FLUSH = new Site(3, "org.example.pmem.Log", "commit", 58, "flush", 0);
    static final Site FENCE = new Site(4, "org.example.pmem.Log$Lane", "lambda$commit$0", 59, "storeFence", 0);
    static final SiteTable SITES =
            new SiteTable(0x1234_5678_9abc_def0L, List.of(Site.UNINSTRUMENTED, ENTRY, TAIL, FLUSH, FENCE));
    static final int CRASH_POINT = 8;
    private static final LostStore LOST = new LostStore(1, ENTRY, 4096, 8, "log[0] entry 0 (append).key");

    private Samples() {}

    static CrashTestInfo test() {
        return new CrashTestInfo(
                "org.example.LogTest#append[raw device,ADR,none]",
                "[engine:powercut]/[class:org.example.LogTest]/[workload:append]/[variant:raw device,ADR,none]",
                "append <two> records & mark",
                Samples.class,
                "append",
                List.of("G9", "G44"),
                List.of("G9", "G44"),
                "raw device",
                Platform.ADR,
                "none",
                7);
    }

    static Trace trace() {
        Tape tape = new Tape();
        tape.marker(Kind.OPERATION_BEGIN, 0, "append(<first>)");
        tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, 1, 4096, 8, 0x1122_3344_5566_7788L);
        tape.marker(Kind.OPERATION_BEGIN, 1, "append(second)");
        tape.bulkStore(Kind.NT_STORE, 0, 1, 1, 8192, MemorySegment.ofArray(new byte[16]), 0, 16);
        tape.store(Kind.STORE, AccessMode.RELEASE, 0, 0, 2, 64, 8, 1);
        tape.flush(Kind.CLWB, 0, 3, 64, 8);
        tape.fence(Kind.FENCE, 0, 4);
        tape.marker(Kind.MILESTONE, 0, "first appended");
        tape.fence(Kind.FENCE, 1, 4);
        tape.marker(Kind.OPERATION_END, 1, "append(second)");
        return tape.trace();
    }

    static Finding finding() {
        return finding(new CrashInfo(List.of("first appended"), Optional.of("append(second)"), 0));
    }

    static Finding finding(CrashInfo crash) {
        List<TimelineEvent> timeline = List.of(
                new TimelineEvent(0, 0, "begin append(<first>)", Site.UNINSTRUMENTED, -1, "", Fate.NONE),
                new TimelineEvent(
                        1,
                        0,
                        "store 8 bytes 0x1122334455667788",
                        ENTRY,
                        4096,
                        "log[0] entry 0 (append).key",
                        Fate.LOST),
                new TimelineEvent(3, 1, "nt store 16 bytes", ENTRY, 8192, "log[1] entry 0 (append)", Fate.TORN),
                new TimelineEvent(4, 0, "store 8 bytes 0x1 (release)", TAIL, 64, "log[0].tail", Fate.GUARANTEED),
                new TimelineEvent(5, 0, "clwb 1 line", FLUSH, 64, "log[0].tail", Fate.NONE),
                new TimelineEvent(6, 0, "fence", FENCE, -1, "", Fate.NONE),
                new TimelineEvent(7, 0, "milestone: first appended", Site.UNINSTRUMENTED, -1, "", Fate.NONE),
                new TimelineEvent(8, 1, "fence", FENCE, -1, "", Fate.NONE),
                new TimelineEvent(
                        9,
                        1,
                        "end append(second, of a name that is so very long that it must be wrapped, or nobody could read it)",
                        Site.UNINSTRUMENTED,
                        -1,
                        "",
                        Fate.NONE));
        String zeros = "00".repeat(64);
        List<LineState> lines = List.of(new LineState(
                4096, "log[0] entry 0 (append).key", zeros, "8877665544332211" + "00".repeat(56), zeros, List.of(1)));
        List<ImageChange> changes =
                List.of(new ImageChange(4096, "log[0] entry 0 (append).key", "8877665544332211", "0000000000000000"));
        return new Finding(
                new ReplayToken(
                        SITES.build(), ReplayToken.hash(test().id()), 7, List.of(new Cut(CRASH_POINT, List.of(0)))),
                FailureClass.LOST_ACKNOWLEDGED_DATA,
                "record 0 was acknowledged, and is not there:\nexpected <1> & found \"0\"",
                new AssertionError("record 0"),
                CRASH_POINT,
                crash,
                List.of(LOST),
                true,
                List.of(new Exposure(
                        LOST,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Exposure.Step(4, TAIL)),
                        new Exposure.Step(1, ENTRY),
                        Optional.empty(),
                        CRASH_POINT)),
                new Evidence(timeline, lines, changes, 0, trace(), SITES),
                List.of("mkdir(/<unrelated>)"),
                Optional.of(new Repair.Verified(
                        List.of(
                                new Change(Change.What.FLUSH_AFTER, ENTRY, LOST.field()),
                                new Change(Change.What.FENCE_BEFORE, TAIL, "")),
                        Optional.empty(),
                        3,
                        new Coverage(4, 17, BigInteger.valueOf(17), 0, true, "exhaustive"))));
    }

    static Exploration exploration(Finding... findings) {
        return new Exploration(
                new Coverage(12, 1203, BigInteger.valueOf(1203), 17, true, "exhaustive"),
                List.of(findings),
                List.of(new SiteUse(FLUSH, 7, 7), new SiteUse(FENCE, 1203, 0)),
                Duration.ofMillis(250));
    }

    static Exploration sampled() {
        return new Exploration(
                new Coverage(40, 4100, BigInteger.TWO.pow(70), 3, false, "all-but-one, only-one, 4096 random"),
                List.of(),
                List.of(new SiteUse(FENCE, 2, 0)),
                Duration.ofSeconds(1));
    }
}
