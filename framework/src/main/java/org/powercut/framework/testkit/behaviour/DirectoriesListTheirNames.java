package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.Stat;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;

/**
 * A directory lists each of its names once, in the order of their bytes, with the inode and the kind that stat gives
 * (readdir(3)), also when names were taken away between others and came again. Breaks when a listing remembers a name that
 * is gone, or a slot that is used again shows two.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("directories list each name once, in order, with its inode and kind")
@Explore(states = 20_000, budget = "10s", randomStates = 4, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class DirectoriesListTheirNames {
    private static final int MANY = 40;

    @Workload
    void comeAndGo(DaxFileSystem fs) {
        for (String name : List.of("b", "a", "ä", "\uFFFD", "\uD83D\uDE00", "B", "aa")) {
            fs.create("/" + name).close();
        }
        assertThat(names(fs, "/")).containsExactly("B", "a", "aa", "b", "ä", "\uFFFD", "\uD83D\uDE00");
        fs.mkdir("/many");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String name = "name-%02d".formatted(i);
            if (i % 10 == 0) {
                fs.mkdir("/many/" + name);
            } else {
                fs.create("/many/" + name).close();
            }
            expected.add(name);
        }
        for (int i = 5; i < MANY; i += 10) {
            fs.unlink("/many/" + expected.get(i));
            fs.create("/many/" + expected.get(i)).close();
        }
        assertThat(names(fs, "/many")).isEqualTo(expected);
        assertThat(fs.stat("/many").nlink())
                .as("two, and one for each subdirectory")
                .isEqualTo(2 + MANY / 10);
        assertThat(fs.stat("/").nlink()).isEqualTo(3);
    }

    private static List<String> names(DaxFileSystem fs, String path) {
        return fs.readdir(path).stream().map(DirectoryEntry::name).toList();
    }

    @Verify
    void entriesAreWhatStatSays(DaxFileSystem fs) {
        for (String directory : List.of("/", "/many/")) {
            if (fs.exists(directory)) {
                assertThat(fs.readdir(directory)).allSatisfy(entry -> {
                    Stat stat = fs.lstat(directory + entry.name());
                    assertThat(entry.ino()).isEqualTo(stat.ino());
                    assertThat(entry.type()).isEqualTo(stat.type()).isIn(FileType.REGULAR, FileType.DIRECTORY);
                });
                assertThat(names(fs, directory)).doesNotHaveDuplicates();
            }
        }
    }
}
