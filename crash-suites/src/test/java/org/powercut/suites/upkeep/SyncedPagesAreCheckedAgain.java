package org.powercut.suites.upkeep;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DataChecksumException;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.api.Crash;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Guarantee;
import org.powercut.framework.api.Milestones;
import org.powercut.framework.api.Prepare;
import org.powercut.framework.api.Promise;
import org.powercut.framework.api.Requires;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;
import org.powercut.pmem.PmemDevice;

/**
 * A page that was stored to through a mapping has its checksum back once fsync returned, durably: rot in it is found from then on
 * (NOVA-Fortis leaves mapped files unprotected for good). Breaks when the checksum is turned on in the cache only: after the power cut
 * the page is believed whatever it holds.
 */
@CrashTest
@Tag("upkeep")
@Guarantee("G34")
@DisplayName("pages have their checksums back when fsync returned")
@Requires(Capability.DATA_CHECKSUMS)
@Explore(states = 10_000, budget = "10s", randomStates = 64, nested = 0)
class SyncedPagesAreCheckedAgain {
    private static final int PAGE = 4096;
    private static final byte[] DATA = Content.of(1, 2 * PAGE);
    private static final byte[] STORED = Content.patched(DATA, PAGE + 80, Content.word(2, 0));

    @Prepare
    void file(DaxFileSystem fs) {
        try (DaxFile file = fs.create("/f")) {
            file.write(0, DATA);
        }
        fs.sync();
    }

    @Workload
    void storeAndSync(DaxFileSystem fs, Milestones reached) {
        try (DaxFile file = fs.open("/f", OpenFlag.READ, OpenFlag.WRITE)) {
            try (DaxMapping mapping = file.map(MapMode.SHARED, 0, DATA.length)) {
                mapping.putLong(PAGE + 80, Content.word(2, 0));
            }
            file.fsync();
            reached.mark("synced");
        }
    }

    @Verify
    void rotIsFound(DaxFileSystem fs, PmemDevice device, Crash crash) throws Throwable {
        if (crash.reached("synced")) {
            long at = Content.locate(device, Arrays.copyOfRange(STORED, PAGE, 2 * PAGE)) + 1000;
            device.putByte(at, (byte) ~device.getByte(at));
            Promise.durable(
                    () -> assertThatThrownBy(() -> Content.read(fs, "/f")).isInstanceOf(DataChecksumException.class));
        }
    }
}
