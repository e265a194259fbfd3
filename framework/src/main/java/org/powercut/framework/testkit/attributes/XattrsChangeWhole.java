package org.powercut.framework.testkit.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.XattrFlag;
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
import org.powercut.framework.testkit.Durable;
import org.powercut.framework.testkit.History;

/**
 * An extended attribute is set, replaced or removed as a whole: its value is the old or the new one, small ones and those that
 * need blocks of their own, and removal is durable (setxattr(2); xfstests generic/066, 489, 745). ext4 and btrfs brought removed
 * ones back after a log replay. Breaks when a value's blocks are written after the entry that names them.
 */
@CrashTest
@Tag("attributes")
@Guarantee("G19")
@DisplayName("extended attributes change whole, and stay removed")
@Requires(Capability.XATTRS)
@Explore(states = 200_000, budget = "20s", randomStates = 64)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class XattrsChangeWhole {
    private static final byte[] SMALL = Content.of(1, 20);
    private static final byte[] OTHER = Content.of(2, 33);
    private static final byte[] LARGE = Content.of(3, 9000);
    private static final byte[] LARGER = Content.of(4, 20_000);
    private static final List<Map<String, byte[]>> HISTORY = List.of(
            Map.of("user.a", SMALL, "user.gone", OTHER),
            Map.of("user.a", OTHER, "user.gone", OTHER),
            Map.of("user.a", OTHER, "user.gone", OTHER, "user.big", LARGE),
            Map.of("user.a", OTHER, "user.gone", OTHER, "user.big", LARGER),
            Map.of("user.a", OTHER, "user.big", LARGER),
            Map.of("user.a", OTHER, "user.big", SMALL),
            Map.of("user.a", OTHER));

    @Prepare
    void file(DaxFileSystem fs) {
        fs.create("/f").close();
        HISTORY.getFirst().forEach(fs.xattrs("/f")::set);
        fs.sync();
    }

    @Workload
    void change(DaxFileSystem fs, Milestones reached) {
        ExtendedAttributes attributes = fs.xattrs("/f");
        attributes.set("user.a", OTHER, XattrFlag.REPLACE);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        attributes.set("user.big", LARGE, XattrFlag.CREATE);
        reached.mark(History.DONE);
        attributes.set("user.big", LARGER);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        attributes.remove("user.gone");
        reached.mark(History.DONE);
        attributes.set("user.big", SMALL);
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
        attributes.remove("user.big");
        reached.mark(History.DONE);
        Durable.sync(fs, reached);
    }

    @Verify
    void oldXorNew(DaxFileSystem fs, Crash crash) throws Throwable {
        int last = HISTORY.size() - 1;
        int done = crash.times(History.DONE);
        int earliest = Durable.times(fs, crash, History.DONE);
        ExtendedAttributes found = fs.xattrs("/f");
        int at = -1;
        for (int i = 0; i <= Math.min(done + 1, last); i++) {
            at = isSame(found, HISTORY.get(i)) ? i : at;
        }
        int state = at;
        Promise.atomic(
                () -> assertThat(state).as("the attributes " + found.list()).isNotNegative());
        Promise.durable(() -> assertThat(state).as("changes that are there").isGreaterThanOrEqualTo(earliest));
    }

    private static boolean isSame(ExtendedAttributes found, Map<String, byte[]> expected) {
        return found.list().size() == expected.size()
                && expected.entrySet().stream()
                        .allMatch(entry -> found.list().contains(entry.getKey())
                                && Arrays.equals(found.get(entry.getKey()), entry.getValue()));
    }
}
