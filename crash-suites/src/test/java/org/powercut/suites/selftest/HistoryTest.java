package org.powercut.suites.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.testkit.Content;
import org.powercut.framework.testkit.History;
import org.powercut.framework.testkit.Tree;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** A checker that overlooks something makes every suite worthless: each kind of difference must be seen. */
class HistoryTest {
    private static final Tree TREE = Tree.empty()
            .directory("/d")
            .file("/d/f", Content.of(1, 5000))
            .link("/d/f", "/g")
            .symlink("/g", "/s")
            .directory("/d/e")
            .mode("/g", 0640);

    private PmemDevice device;
    private DaxFileSystem fs;

    @BeforeEach
    void mount() {
        device = SimulatedDevice.ofSize(2 << 20);
        DaxFileSystemProvider provider =
                ServiceLoader.load(DaxFileSystemProvider.class).findFirst().orElseThrow();
        provider.mkfs(device);
        fs = provider.mount(device, MountOptions.defaults());
    }

    @AfterEach
    void unmount() {
        fs.unmount();
        device.close();
    }

    @Test
    void aTreeThatWasCreatedIsThere() {
        TREE.create(fs);
        assertThat(TREE.difference(fs)).isEmpty();
    }

    @Test
    void everyDifferenceIsSeen() {
        seen("holds", fs -> fs.create("/more").close());
        seen("holds", fs -> fs.unlink("/s"));
        seen("holds", fs -> fs.rename("/d/e", "/d/renamed"));
        seen("the word at byte 16", fs -> write(fs, 17));
        seen("the word at byte 4992", fs -> write(fs, 4999));
        seen("size", fs -> fs.truncate("/g", 4999));
        seen("size", fs -> fs.truncate("/g", 5001));
        seen("mode", fs -> fs.chmod("/g", 0600));
        seen("target", fs -> {
            fs.unlink("/s");
            fs.symlink("/gg", "/s");
        });
        seen("kind", fs -> {
            fs.unlink("/s");
            fs.create("/s").close();
        });
        seen("link count", fs -> {
            fs.unlink("/g");
            fs.create("/g").write(0, Content.of(1, 5000));
            fs.chmod("/g", 0640);
            fs.link("/g", "/d/f2");
            fs.unlink("/d/f2");
        });
    }

    /** Applies a change, wants the difference to be named, and starts over. */
    private void seen(String what, Consumer<DaxFileSystem> change) {
        TREE.create(fs);
        change.accept(fs);
        assertThat(TREE.difference(fs))
                .hasValueSatisfying(difference -> assertThat(difference).contains(what));
        unmount();
        mount();
    }

    @Test
    void changesOfATreeAreThoseOfAFileSystem() {
        TREE.create(fs);
        fs.rename("/d", "/moved");
        Tree moved = TREE.rename("/d", "/moved");
        assertThat(moved.difference(fs)).isEmpty();
        fs.unlink("/g");
        assertThat(moved.without("/g").difference(fs)).isEmpty();
        fs.truncate("/moved/f", 10);
        assertThat(moved.without("/g").content("/moved/f", Content.of(1, 10)).difference(fs))
                .isEmpty();
    }

    @Test
    void anEarlierTreeIsLostAndAnUnknownOneIsTorn() {
        History history = History.from(Tree.empty())
                .then(tree -> tree.directory("/a"))
                .then(tree -> tree.directory("/b"))
                .then(tree -> tree.directory("/c"));
        fs.mkdir("/a");
        assertThatCode(() -> history.verify(fs, 0, 1)).doesNotThrowAnyException();
        assertThatCode(() -> history.verify(fs, 1, 2)).doesNotThrowAnyException();
        assertThatThrownBy(() -> history.verify(fs, 2, 3))
                .isInstanceOfSatisfying(
                        BrokenPromise.class,
                        lost -> assertThat(lost.failureClass()).isEqualTo(FailureClass.LOST_ACKNOWLEDGED_DATA))
                .hasMessageContaining("2 operations were acknowledged, but only 1");
        fs.mkdir("/x");
        assertThatThrownBy(() -> history.verify(fs, 1, 2))
                .isInstanceOfSatisfying(
                        BrokenPromise.class,
                        torn -> assertThat(torn.failureClass()).isEqualTo(FailureClass.TORN_WRITE))
                .hasMessageContaining("/ holds [a, x], not [a]");
        assertThatThrownBy(() -> history.verifyAll(fs)).isInstanceOf(BrokenPromise.class);
    }

    private static void write(DaxFileSystem fs, int at) {
        try (DaxFile file = fs.open("/g", OpenFlag.READ, OpenFlag.WRITE)) {
            file.write(at, new byte[] {(byte) ~file.read(at, 1)[0]});
        }
    }
}
