package org.powercut.framework.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.powercut.framework.model.SiteTable;

/** The text form of a token round-trips, and what was mistyped is refused. */
class ReplayTokenTest {
    private static final ReplayToken TOKEN = new ReplayToken(
            0x1234_5678_9abc_def0L,
            ReplayToken.hash("org.example.RenameTest"),
            -7,
            List.of(new Cut(1234, List.of(0, 1, 2, 9, 4000)), new Cut(3, List.of())));

    @Test
    void roundTrips() {
        assertThat(ReplayToken.parse(TOKEN.toString())).isEqualTo(TOKEN);
    }

    @Test
    void roundTripsWhateverIsInIt() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            TreeSet<Integer> lost = new TreeSet<>();
            int units = random.nextInt(40);
            for (int unit = 0; unit < units; unit++) {
                lost.add(random.nextInt(1 + random.nextInt(1000)));
            }
            Cut cut = new Cut(random.nextInt() >>> 1 >>> random.nextInt(31), List.copyOf(lost));
            List<Cut> cuts = random.nextBoolean() ? List.of(cut) : List.of(cut, new Cut(i, List.of(i)));
            Omission omission = random.nextBoolean()
                    ? Omission.nothing()
                    : new Omission(List.copyOf(lost), random.nextBoolean() ? List.of() : List.of(0, i + 1));
            ReplayToken token = new ReplayToken(
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    omission,
                    cuts,
                    random.nextBoolean() ? "" : "create /e");
            assertThat(ReplayToken.parse(token.toString())).isEqualTo(token);
        }
    }

    @Test
    void namesItsWorkloadWhereATestHasMany() {
        ReplayToken token = TOKEN.withWorkload("create /e/\u00e4; fsync /e");
        assertThat(ReplayToken.parse(token.toString())).isEqualTo(token);
        assertThat(token.withWorkload("")).isEqualTo(TOKEN);
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> ReplayToken.parse(TOKEN.withWorkload("a\nb").toString()))
                .withMessageContaining("goes on after its end");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TOKEN.withWorkload("x".repeat(100_000)))
                .withMessageContaining("at most 65536 characters");
    }

    @Test
    void textFormStaysAsItIs() {
        assertThat(TOKEN.toString()).isEqualTo("pc1-ci2fm6e2xtppay4735mspi5mz4gqfuqjamaagbqbsypqcayajemtfry");
    }

    @Test
    void everyChangedCharacterIsRefused() {
        String text = TOKEN.toString();
        String characters = "abcdefghijklmnopqrstuvwxyz0123456789ABCXYZ-_ .";
        for (int at = 0; at < text.length(); at++) {
            for (char other : characters.toCharArray()) {
                if (other != text.charAt(at)) {
                    String changed = text.substring(0, at) + other + text.substring(at + 1);
                    assertThatExceptionOfType(BadTokenException.class)
                            .as(changed)
                            .isThrownBy(() -> ReplayToken.parse(changed));
                }
            }
        }
    }

    @Test
    void everyCutOffOrLengthenedTokenIsRefused() {
        String text = TOKEN.toString();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatExceptionOfType(BadTokenException.class).as(cut).isThrownBy(() -> ReplayToken.parse(cut));
        }
        assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> ReplayToken.parse(text + "a"));
        assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> ReplayToken.parse(text + text));
    }

    @Test
    void messagesSayWhatIsWrong() {
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> ReplayToken.parse("pc2-abc"))
                .withMessageContaining("pc1-");
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> ReplayToken.parse("pc1-aaa!"))
                .withMessageContaining("character '!' at position 4");
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> ReplayToken.parse("pc1-" + "a".repeat(64)))
                .withMessageContaining("checksum");
    }

    @Test
    void otherBuildsAreRefused() {
        TOKEN.requireBuild(new SiteTable(TOKEN.build(), List.of()));
        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> TOKEN.requireBuild(new SiteTable(1, List.of())))
                .withMessageContaining("123456789abcdef0")
                .withMessageContaining("0000000000000001")
                .withMessageContaining("check out that build, or run again");
    }

    @Test
    void knowsItsTest() {
        assertThat(TOKEN.isOf("org.example.RenameTest")).isTrue();
        assertThat(TOKEN.isOf("org.example.OtherTest")).isFalse();
    }
}
