package org.powercut.framework.testkit.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import org.apiguardian.api.API;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Stat;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.Verify;
import org.powercut.framework.api.Workload;
import org.powercut.framework.testkit.Content;

/**
 * stat tells what was set, by whatever path or open file; changes of content move mtime on, changes of the inode ctime
 * (stat(2), inode(7)). Make and backup programs live by these times.
 */
@CrashTest
@Tag("behaviour")
@DisplayName("stat tells what was set, and times follow changes")
@Explore(states = 20_000, budget = "10s", randomStates = 16, nested = 0)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class AttributesAreKept {

    @Workload
    void setThenAsk(DaxFileSystem fs) {
        fs.mkdir("/dir");
        try (DaxFile file = fs.open("/dir/file", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE)) {
            Stat created = file.stat();
            assertThat(created.type()).isEqualTo(FileType.REGULAR);
            assertThat(created.mode()).isEqualTo(0644);
            assertThat(created.nlink()).isEqualTo(1);
            assertThat(created.size()).isZero();
            file.write(0, Content.of(1, 100));
            Stat written = file.stat();
            assertThat(written.mtime()).isGreaterThan(created.mtime());
            assertThat(written.ctime()).isGreaterThan(created.ctime());
            fs.chmod("/dir/file", 04755);
            fs.chown("/dir/file", 1000, 100);
            Stat owned = file.stat();
            assertThat(owned.mode()).isEqualTo(04755);
            assertThat(owned.uid()).isEqualTo(1000);
            assertThat(owned.gid()).isEqualTo(100);
            assertThat(owned.mtime()).as("content was not touched").isEqualTo(written.mtime());
            assertThat(owned.ctime()).isGreaterThan(written.ctime());
            fs.setTimes("/dir/file", 123, -456);
            assertThat(file.stat().atime()).isEqualTo(123);
            assertThat(file.stat().mtime()).isEqualTo(-456);
            assertThat(file.stat()).isEqualTo(fs.stat("/dir/file"));
        }
        Stat before = fs.stat("/dir");
        assertThat(before.mode()).isEqualTo(0755);
        fs.create("/dir/other").close();
        assertThat(fs.stat("/dir").mtime())
                .as("a directory's content are its names")
                .isGreaterThan(before.mtime());
    }

    @Verify
    void modesAreOldOrNew(DaxFileSystem fs) {
        if (fs.exists("/dir/file")) {
            assertThat(fs.stat("/dir/file").mode()).isIn(0644, 04755);
        }
    }
}
