package org.powercut.framework.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operation has one line of text, which reads back; text that is no operation is refused with what would be right. */
class OperationTextTest {
    private static final String ALL = """
            create /a
            create /a nodatacow
            mkdir /d
            mknod /p fifo
            symlink ../t /s
            link /a /b
            unlink /a
            rmdir /d
            rename /a /b
            rename /a /b noreplace
            rename /a /b exchange
            tmpfile /d/t 100 #1
            write /a 3+5000 #2
            write /a 3+5000 #-2 dsync
            write /a 3+5000 #2 sync
            append /a 7 #3
            truncate /a 4097
            fallocate /a allocate 0+4096
            fallocate /a allocate_keep_size 0+4096
            fallocate /a punch_hole 1+4096
            fallocate /a zero_range 0+4096
            fallocate /a zero_range_keep_size 0+4096
            fallocate /a collapse_range 0+4096
            fallocate /a insert_range 0+4096
            fallocate /a unshare_range 0+4096
            clone /a /b
            clonerange /a 4096 /b 8192+0
            dedupe /a 0 /b 4096+4096
            chmod /a 4755
            chown /a 1 2
            utimes /a -1 2
            flags /a none
            flags /a nodatacow,dax,immutable,append_only
            setxattr /a user.x 10 #4
            setxattr /a user.x 10 #4 create
            setxattr /a user.x 10 #4 replace
            removexattr /a user.x
            open /a
            close /a
            mapstore /a shared 8+16 #5
            mapstore /a shared_sync 8+16 #5
            mapstore /a private 8+16 #5
            persist /a 8+16
            msync /a 0+4096
            unmap /a
            fsync /a
            fdatasync /a
            syncrange /a 0+4096
            sync
            remount
            freeze
            thaw
            snapshot s
            deletesnapshot s""";

    @Test
    @DisplayName("what is read prints as it was written, and every operation is among it")
    void roundTrip() {
        assertThat(OperationText.print(OperationText.parseAll(ALL.replace("\n", "; "))))
                .isEqualTo(ALL.replace("\n", "; "));
        assertThat(OperationText.parseAll(ALL.replace("\n", ";")).stream()
                        .map(Object::getClass)
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(Operation.class.getPermittedSubclasses()));
    }

    @Test
    @DisplayName("names may hold anything")
    void oddNames() {
        Operation odd = new Operation.Symlink("a b;c%\n\u00e4\u4e2d", "/x\ty");
        assertThat(OperationText.print(odd)).isEqualTo("symlink a%20b%3bc%25%0a\u00e4\u4e2d /x%09y");
        assertThat(OperationText.parse(OperationText.print(odd))).isEqualTo(odd);
    }

    @Test
    @DisplayName("an empty line is the empty workload")
    void empty() {
        assertThat(OperationText.parseAll(" ; ")).isEmpty();
        assertThat(OperationText.print(OperationText.parseAll(""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    creat /a           | there is no operation creat; there are append, chmod, chown
                    create a           | 'a' is no absolute path, such as /a
                    create             | ends where a name should be
                    create /a /b       | ends before '/b'
                    write /a 0-10 #1   | '0-10' is no range; offset+length, such as 0+4096
                    write /a 0+10 1    | '1' is no version, such as #1
                    write /a 0+-1 #1   | -1 is negative
                    write /a 0+1x #1   | '0+1x' has no number where one should be
                    mapstore /a syn 0+1 #1 | 'syn' is none of shared_read, shared, shared_sync, private
                    flags /a dax,cow   | 'cow' is none of nodatacow, dax, immutable, append_only
                    chmod /a 10000     | 10000 is no mode: 0 to 7777, in octal
                    chown /a 3000000000 0 | 3000000000 is too large; at most 2147483647
                    create /a%zz       | '/a%zz' has no number where one should be
                    """)
    void refused(String text, String why) {
        assertThatThrownBy(() -> OperationText.parseAll("sync; " + text))
                .isInstanceOf(BadOperationException.class)
                .hasMessageStartingWith("'" + text + "': ")
                .hasMessageContaining(why);
    }

    @Test
    @DisplayName("bytes tell their version and place: never zero, other versions differ in every byte")
    void bytes() {
        byte[] one = VersionedBytes.of(1, 0, 4096);
        assertThat(one).doesNotContain(0);
        Stream.of(2, 3, 100, 255).forEach(version -> {
            byte[] other = VersionedBytes.of(version, 0, 4096);
            for (int i = 0; i < one.length; i++) {
                assertThat(other[i]).isNotEqualTo(one[i]);
            }
        });
        assertThat(VersionedBytes.of(1, 100, 50)).isEqualTo(java.util.Arrays.copyOfRange(one, 100, 150));
    }
}
