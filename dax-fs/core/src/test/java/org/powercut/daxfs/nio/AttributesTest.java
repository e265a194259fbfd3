package org.powercut.daxfs.nio;

import static java.nio.file.attribute.AclEntryPermission.APPEND_DATA;
import static java.nio.file.attribute.AclEntryPermission.READ_DATA;
import static java.nio.file.attribute.AclEntryPermission.WRITE_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Views of attributes, users, space, and patterns. */
class AttributesTest {
    private final NioFs fs = new NioFs();
    private final Path file = fs.path("/file");

    @BeforeEach
    void make() throws IOException {
        Files.write(file, new byte[100]);
    }

    @AfterEach
    void close() throws IOException {
        fs.close();
    }

    @Test
    @DisplayName("user attributes are written, listed, read and deleted, and stay through a remount")
    void userView() throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        view.write("color", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        Files.setAttribute(file, "user:large", new byte[5000]);
        assertThat(view.list()).containsExactly("color", "large");
        fs.remount();
        Path again = fs.path("/file");
        view = Files.getFileAttributeView(again, UserDefinedFileAttributeView.class);
        ByteBuffer read = ByteBuffer.allocate(10);
        assertThat(view.read("color", read)).isEqualTo(3);
        assertThat(view.size("large")).isEqualTo(5000);
        assertThat((byte[]) Files.getAttribute(again, "user:color")).containsExactly(1, 2, 3);
        UserDefinedFileAttributeView last = view;
        assertThatThrownBy(() -> last.read("large", ByteBuffer.allocate(10))).isInstanceOf(FileSystemException.class);
        view.delete("color");
        assertThat(view.list()).containsExactly("large");
        assertThatThrownBy(() -> last.size("color")).isInstanceOf(FileSystemException.class);
    }

    @Test
    @DisplayName("an access control list says what the permission bits say, and refuses what they cannot")
    void aclView() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        AclFileAttributeView view = Files.getFileAttributeView(file, AclFileAttributeView.class);
        List<AclEntry> acl = view.getAcl();
        assertThat(acl.get(0).permissions()).contains(READ_DATA, WRITE_DATA, APPEND_DATA);
        assertThat(acl.get(1).permissions()).contains(READ_DATA).doesNotContain(WRITE_DATA);
        assertThat(acl.get(2).permissions()).doesNotContain(READ_DATA);
        List<AclEntry> changed = new ArrayList<>(acl);
        changed.set(2, AclEntry.newBuilder(acl.get(2)).setPermissions(READ_DATA).build());
        view.setAcl(changed);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        changed.set(
                1, AclEntry.newBuilder(acl.get(1)).setPermissions(WRITE_DATA).build());
        assertThatThrownBy(() -> view.setAcl(changed))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("WRITE_DATA");
        changed.set(
                1, AclEntry.newBuilder(acl.get(1)).setType(AclEntryType.DENY).build());
        assertThatThrownBy(() -> view.setAcl(changed)).isInstanceOf(FileSystemException.class);
    }

    @Test
    @DisplayName("owners are numbers with names; a link's own owner can be changed")
    void owners() throws IOException {
        UserPrincipalLookupService lookup = fs.files.getUserPrincipalLookupService();
        Path link = Files.createSymbolicLink(fs.path("/link"), file);
        Files.setOwner(file, lookup.lookupPrincipalByName("uid:1000"));
        Files.getFileAttributeView(link, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setOwner(lookup.lookupPrincipalByName("7"));
        assertThat(Files.getOwner(link)).hasToString("uid:1000");
        assertThat(Files.getOwner(link, LinkOption.NOFOLLOW_LINKS)).hasToString("uid:7");
        assertThat(Files.readAttributes(file, "unix:uid,gid,nlink"))
                .isEqualTo(Map.of("uid", 1000, "gid", 0, "nlink", 1));
        assertThat(lookup.lookupPrincipalByGroupName("root").getName()).isEqualTo("root");
        assertThatThrownBy(() -> lookup.lookupPrincipalByName("nobody"))
                .isInstanceOf(UserPrincipalNotFoundException.class);
    }

    @Test
    @DisplayName("files and directories are made with the permissions asked for, less the umask")
    void permissionsAtCreation() throws IOException {
        Set<PosixFilePermission> all = PosixFilePermissions.fromString("rwxrwxrwx");
        Files.createFile(fs.path("/all"), PosixFilePermissions.asFileAttribute(all));
        Files.createDirectory(fs.path("/dir"), PosixFilePermissions.asFileAttribute(Set.of()));
        assertThat(Files.getAttribute(fs.path("/all"), "unix:mode")).isEqualTo(0100755);
        assertThat(Files.getAttribute(fs.path("/dir"), "unix:mode")).isEqualTo(0040000);
        assertThat(Files.getFileAttributeView(file, DosFileAttributeView.class)).isNull();
        assertThatThrownBy(() -> Files.readAttributes(file, "dos:*")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.readAttributes(file, "posix:nothing"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("the file store tells its space")
    void fileStore() throws IOException {
        FileStore store = Files.getFileStore(file);
        long before = store.getUsableSpace();
        Files.write(fs.path("/more"), new byte[1 << 20]);
        assertThat(before - store.getUsableSpace()).isBetween(1L << 20, (1L << 20) + 65536);
        assertThat(store.getTotalSpace()).isGreaterThan(before).isLessThan(16 << 20);
        assertThat(store.getAttribute("blockSize")).isEqualTo(4096L);
        assertThat(store.supportsFileAttributeView("unix")).isTrue();
        assertThat(store.supportsFileAttributeView(DosFileAttributeView.class)).isFalse();
    }

    @Test
    @DisplayName("globs match as FileSystem.getPathMatcher says")
    void globs() {
        assertThat(matches("*.java", "A.java", "a/A.java", ".java")).containsExactly(true, false, true);
        assertThat(matches("**/*.{java,class}", "a/b/A.class", "A.java", "a/A.txt"))
                .containsExactly(true, false, false);
        assertThat(matches("[!a-c]?[x-]", "dd-", "ddx", "adx", "dd/")).containsExactly(true, true, false, false);
        assertThat(matches("\\*$(", "*$(", "a$(")).containsExactly(true, false);
        assertThatThrownBy(() -> fs.files.getPathMatcher("glob:{a")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> fs.files.getPathMatcher("glob:[b-a]")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> fs.files.getPathMatcher("sh:a")).isInstanceOf(UnsupportedOperationException.class);
    }

    private List<Boolean> matches(String glob, String... paths) {
        PathMatcher matcher = fs.files.getPathMatcher("glob:" + glob);
        return List.of(paths).stream()
                .map(path -> matcher.matches(fs.path(path)))
                .toList();
    }
}
