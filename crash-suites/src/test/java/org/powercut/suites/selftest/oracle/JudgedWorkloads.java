package org.powercut.suites.selftest.oracle;

import org.junit.jupiter.api.DisplayName;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.oracle.judge.Scenario;

/**
 * Workloads with an operation of each kind, under both contracts and on both platforms: nothing that dax-fs leaves after a power cut is accused.
 * {@link OracleFindsBugsTest} runs the same ones with bugs planted.
 */
final class JudgedWorkloads {
    private JudgedWorkloads() {}

    @CrashTest
    @DisplayName("judged: names")
    @Explore(nested = 0)
    static class Names extends JudgedWorkload {
        private static final Scenario SCENARIO = Scenario.of(
                "create /a; write /a 0+5000 #1; create /b; mkdir /d; create /d/f",
                "rename /a /b; link /b /d/l; mkdir /d/e; rename /d/e /e; sync; unlink /d/f; symlink some/where/else /s; "
                        + "rename /d /e/d; fsync /e; rename /s /e exchange; rmdir /missing; tmpfile /t 5000 #2; unlink /b");

        @Override
        Scenario scenario() {
            return SCENARIO;
        }
    }

    @CrashTest
    @DisplayName("judged: data")
    @Explore(nested = 0)
    static class Data extends JudgedWorkload {
        private static final Scenario SCENARIO = Scenario.of(
                "create /a; write /a 0+9000 #1; create /i nodatacow; write /i 0+9000 #2",
                "write /a 100+5000 #3; write /i 100+40 #4; append /i 100 #5; fsync /i; truncate /a 4500; "
                        + "fallocate /i punch_hole 1000+4000; write /a 8190+20 #6 dsync; fallocate /a collapse_range 0+4096; "
                        + "truncate /i 50; write /i 20+5000 #7; syncrange /i 0+4096; fallocate /a zero_range 10+50; "
                        + "fallocate /a insert_range 0+4096; fdatasync /a; write /i 48+32 #8");

        @Override
        Scenario scenario() {
            return SCENARIO;
        }
    }

    @CrashTest
    @DisplayName("judged: stores through mappings")
    @Explore(nested = 0)
    static class Mapped extends JudgedWorkload {
        private static final Scenario SCENARIO = Scenario.of(
                "create /a; write /a 0+8192 #1; create /i nodatacow; write /i 0+4096 #2; truncate /i 12288",
                "mapstore /a shared 0+24 #3; mapstore /a shared 4090+20 #4; fsync /a; mapstore /a shared 8+8 #5; "
                        + "mapstore /i shared_sync 64+16 #6; persist /i 64+16; mapstore /i shared_sync 5000+24 #7; "
                        + "persist /i 5000+8; write /a 0+100 #8; msync /a 0+4096; mapstore /i shared 9000+8 #9; unmap /i; "
                        + "fdatasync /i; mapstore /a shared 64+16 #10; unmap /a; sync");

        @Override
        Scenario scenario() {
            return SCENARIO;
        }
    }

    @CrashTest
    @DisplayName("judged: shared blocks and snapshots")
    @Explore(nested = 0)
    static class Shared extends JudgedWorkload {
        private static final Scenario SCENARIO = Scenario.of(
                "create /a; write /a 0+9000 #1; create /i nodatacow; write /i 0+4096 #2; create /c; create /x nodatacow",
                "clone /a /c; write /a 0+8 #3; clone /i /x; write /x 8+16 #4; mapstore /i shared 0+16 #5; snapshot one; "
                        + "mapstore /i shared 16+16 #6; write /c 4096+8 #7; fsync /i; unlink /a; freeze; thaw; "
                        + "deletesnapshot one; dedupe /i 0 /x 0+4096; clonerange /c 4096 /x 4096+0");

        @Override
        Scenario scenario() {
            return SCENARIO;
        }
    }

    @CrashTest
    @DisplayName("judged: attributes")
    @Explore(nested = 0)
    static class Attributes extends JudgedWorkload {
        private static final Scenario SCENARIO = Scenario.of(
                "create /a; mkdir /d; setxattr /a user.old 100 #1",
                "chmod /a 600; chown /d 3 4; setxattr /a user.x 20 #2 create; utimes /a 11 12; fsync /a; "
                        + "setxattr /a user.x 6000 #3 replace; removexattr /a user.old; flags /d nodatacow; create /d/i; "
                        + "utimes /d/i 13 14; fdatasync /d/i; setxattr /d user.x 9 #4; flags /a immutable; sync; chmod /a 1");

        @Override
        Scenario scenario() {
            return SCENARIO;
        }
    }

    @CrashTest
    @DisplayName("judged: a store through MAP_SYNC that nobody flushes")
    @Explore(nested = 0)
    static class Unflushed extends JudgedWorkload {
        private static final Scenario SCENARIO = Scenario.of(
                "create /i nodatacow; truncate /i 12288", "mapstore /i shared_sync 5000+24 #1; chmod /i 600");

        @Override
        Scenario scenario() {
            return SCENARIO;
        }
    }
}
