package org.powercut.samples.shape;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Faults;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Replay;
import org.powercut.framework.api.UnderTest;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.model.Platform;
import org.powercut.pmem.PmemDevice;

/** Crash tests of every shape, legal and illegal. They store one number and check next to nothing. */
public final class Shapes {
    private static final String TOKEN = "pc1-aaaaaaaaaaaaafuv6cdgzyroeuaacaaam6g5ofa";

    private Shapes() {}

    /** A workload that stores a number, and a check that it is there or not. */
    public abstract static class Base {
        @Workload
        void store(PmemDevice device, Milestones reached) {
            device.putLong(0, 1);
            device.flush(0, 8);
            device.fence();
            reached.mark("stored");
        }

        @Verify
        void stored(PmemDevice device, Crash crash) {
            if (crash.reached("stored") && device.getLong(0) != 1) {
                throw new AssertionError("not stored");
            }
        }
    }

    @CrashTest
    public static class Plain extends Base {}

    @CrashTest
    @DisplayName("a class with names")
    @Tag("slow")
    @Guarantee({"G1", "WAL-3"})
    public static class Named extends Base {
        @Workload
        @DisplayName("a workload with a name")
        @Tag("special")
        void other(PmemDevice device) {
            device.putLong(64, 1);
        }
    }

    @CrashTest
    @Disabled("the class is not ready")
    public static class DisabledClass extends Base {}

    @CrashTest
    public static class DisabledWorkload extends Base {
        @Workload
        @Disabled("the workload is not ready")
        void later(PmemDevice device) {
            throw new AssertionError("must not run");
        }
    }

    @CrashTest
    @Guarantee("G7")
    @Tag("around")
    public static class Outer extends Base {
        @CrashTest
        public static class StaticInside extends Base {}

        @Nested
        public class Inside extends Base {
            @Nested
            class Deeper extends Base {}
        }
    }

    @CrashTest
    @OnPlatform({Platform.ADR, Platform.EADR})
    @Faults("plans")
    public static class Variants extends Base {
        static Stream<FaultPlan> plans() {
            return Stream.of(
                    FaultPlan.none(), new FaultPlan("other", FaultPlan.none().faults()));
        }
    }

    /** Its token is of its first workload, in a build that never was. */
    @CrashTest
    @Replay(TOKEN)
    public static class Replayed extends Base {
        @Workload
        void other(PmemDevice device) {}
    }

    @CrashTest
    @Replay(TOKEN)
    public static class ReplayedElsewhere extends Base {}

    @CrashTest
    public abstract static class Abstract extends Base {}

    /** Its workload would never run. */
    public static class Forgotten {
        @Workload
        void forgotten(PmemDevice device) {}
    }

    // illegal ones

    @CrashTest
    public static class Empty {}

    @CrashTest
    @Guarantee("g one")
    @Tag("not a tag")
    public static class BadLabels extends Base {}

    @CrashTest
    public static class BadMethods {
        @Workload
        private void hidden(PmemDevice device) {}

        @Workload
        static void shared(PmemDevice device) {}

        @Workload
        int returning(PmemDevice device) {
            return 0;
        }

        @Workload
        void asking(Crash crash, String text, Path path) {}

        @Workload
        @Verify
        void both(PmemDevice device) {}
    }

    @CrashTest
    public static class Overloaded {
        @Workload
        void store(PmemDevice device) {}

        @Workload
        void store(PmemDevice device, Milestones reached) {}

        @Verify
        void nothing() {}
    }

    @CrashTest
    public static class NoConstructor extends Base {
        NoConstructor(int number) {}
    }

    @CrashTest
    private static class Hidden extends Base {}

    public static Class<?> hidden() {
        return Hidden.class;
    }

    @CrashTest
    @Explore(budget = "soon", deviceSize = 1000, nested = 8, threads = -1, states = 0)
    public static class BadExplore extends Base {}

    @CrashTest
    @Faults("nowhere")
    public static class NoFaultMethod extends Base {}

    @CrashTest
    @Faults("plans")
    public static class ThrowingFaultMethod extends Base {
        static Stream<FaultPlan> plans() {
            throw new IllegalStateException("no plans today");
        }
    }

    @CrashTest
    @Faults("plans")
    public static class NoFaultPlans extends Base {
        static Stream<FaultPlan> plans() {
            return Stream.empty();
        }
    }

    @CrashTest
    @Faults("plans")
    public static class TwinFaultPlans extends Base {
        static Stream<FaultPlan> plans() {
            return Stream.of(FaultPlan.none(), FaultPlan.none());
        }
    }

    @CrashTest
    @OnFileSystem("no-such-fs")
    public static class UnknownFileSystem {
        @Workload
        void nothing(DaxFileSystem fs) {}

        @Verify
        void nothing() {}
    }

    @CrashTest
    @Replay("pc1-nonsense")
    public static class BadToken extends Base {}

    @CrashTest
    @UnderTest("not a package")
    public static class BadPackage extends Base {}

    @CrashTest
    @UnderTest("no.such.code")
    public static class MissingPackage extends Base {}
}
