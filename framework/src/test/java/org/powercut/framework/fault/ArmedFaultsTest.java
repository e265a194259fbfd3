package org.powercut.framework.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;

class ArmedFaultsTest {
    private static final SiteTable SITES = new SiteTable(
            1,
            List.of(
                    Site.UNINSTRUMENTED,
                    new Site(1, "org.example.InodeLog", "commitTail", 10, "putLong", 0),
                    new Site(2, "org.example.InodeLog", "commitTail", 11, "flush", 0),
                    new Site(3, "org.example.InodeLog", "commitTail", 12, "flush", 1),
                    new Site(4, "org.example.InodeLog", "commitTail", 13, "fence", 0),
                    new Site(5, "org.example.Journal$Entry", "write", 14, "flush", 0)));
    private static final List<String> NO_OPERATION = List.of();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InodeLog.commitTail:flush#0",
                "org.example.InodeLog.commitTail:flush#0",
                "InodeLog.*:flush#0",
                "*InodeLog*flush#0"
            })
    void sitesByName(String pattern) {
        assertThat(struckSites(Aim.at(pattern))).containsExactly(2);
    }

    @Test
    void ordinalInstructionAndMoreMayBeLeftOut() {
        assertThat(struckSites(Aim.at("InodeLog.commitTail:flush"))).containsExactly(2, 3);
        assertThat(struckSites(Aim.at("InodeLog.commitTail"))).containsExactly(2, 3);
        assertThat(struckSites(Aim.at("Journal$Entry.write"))).containsExactly(5);
        assertThat(struckSites(Aim.at("*"))).containsExactly(2, 3, 5);
        assertThat(struckSites(Aim.anywhere())).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(struckSites(Aim.at(3))).containsExactly(3);
        assertThat(struckSites(Aim.at(0))).containsExactly(0);
    }

    @Test
    void aSiteThatDoesNotExistIsRefusedWithNearNames() {
        assertThatThrownBy(() -> arm(new DropFlush(Aim.at("InodeLog.comitTail:flush#0"))))
                .isInstanceOf(UnmatchedAimException.class)
                .hasMessageContaining("'InodeLog.comitTail:flush#0'")
                .hasMessageContaining("Did you mean InodeLog.commitTail:flush#0, InodeLog.commitTail:flush#1");
        assertThatThrownBy(() -> arm(new DropFlush(Aim.at(6))))
                .isInstanceOf(UnmatchedAimException.class)
                .hasMessageContaining("sites 0 to 5");
        assertThatThrownBy(() -> FaultPlan.of("plan", new DropFlush(Aim.at("X.y")))
                        .arm(new SiteTable(0, List.of(Site.UNINSTRUMENTED)), MediaMap::unnamed, 0))
                .isInstanceOf(UnmatchedAimException.class)
                .hasMessageContaining("nothing is instrumented");
    }

    @Test
    void aSiteThatIssuesNothingToStrikeIsRefused() {
        assertThatThrownBy(() -> arm(new DropFence(Aim.at("InodeLog.commitTail:flush"))))
                .isInstanceOf(UnmatchedAimException.class)
                .hasMessageContaining("strikes nothing that is issued at InodeLog.commitTail:flush#0");
        arm(new DropFence(Aim.at("InodeLog.commitTail:putLong")));
    }

    @Test
    void occurrencesAreCountedAmongWhatMeetsAllOtherConditions() {
        ArmedFaults armed = arm(new DropFlush(
                Aim.at("InodeLog.*").within(0, 64).during("rename").occurrence(2)));
        List<Boolean> struck = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            struck.add(isStruck(armed, 2, 0, 64, List.of("rename(/a, /b)")));
            struck.add(isStruck(armed, 5, 0, 64, List.of("rename(/a, /b)")));
            struck.add(isStruck(armed, 2, 64, 64, List.of("rename(/a, /b)")));
            struck.add(isStruck(armed, 2, 0, 64, List.of("renamed(/a, /b)")));
        }
        assertThat(struck)
                .containsExactly(false, false, false, false, true, false, false, false, false, false, false, false);
        assertThat(armed.strikes()).containsExactly(1L);
    }

    @Test
    void operationsAtAnyDepthByPattern() {
        assertThat(during("rename", "rename")).isTrue();
        assertThat(during("rename", "rename(/a, /b)")).isTrue();
        assertThat(during("rename", "outer", "rename(/a, /b)", "inner")).isTrue();
        assertThat(during("rename(/a*", "rename(/a, /b)")).isTrue();
        assertThat(during("re*", "rename(/a, /b)")).isTrue();
        assertThat(during("rename", "prerename")).isFalse();
        assertThat(during("rename(/b*", "rename(/a, /b)")).isFalse();
        assertThat(during("rename")).isFalse();
    }

    @Test
    void addressRangesAreHalfOpen() {
        ArmedFaults armed = arm(new DropFlush(Aim.anywhere().within(64, 128)));
        assertThat(isStruck(armed, 2, 0, 64, NO_OPERATION)).isFalse();
        assertThat(isStruck(armed, 2, 0, 65, NO_OPERATION)).isTrue();
        assertThat(isStruck(armed, 2, 127, 1, NO_OPERATION)).isTrue();
        assertThat(isStruck(armed, 2, 128, 64, NO_OPERATION)).isFalse();
    }

    @Test
    void fieldsAreWhereTheyAreAtTheTime() {
        AtomicReference<MediaMap> names = new AtomicReference<>(new OneField("inode[7].log_tail", 128, 8));
        ArmedFaults armed = FaultPlan.of("plan", new DropFlush(Aim.anywhere().onField("inode[*].log_tail")))
                .arm(SITES, names::get, 0);
        armed.enter(Phase.WORKLOAD);
        assertThat(isStruck(armed, 2, 128, 64, NO_OPERATION)).isTrue();
        assertThat(isStruck(armed, 2, 135, 1, NO_OPERATION)).isTrue();
        assertThat(isStruck(armed, 2, 136, 56, NO_OPERATION)).isFalse();
        assertThat(isStruck(armed, 2, 0, 4096, NO_OPERATION)).isTrue();
        assertThat(isStruck(armed, 2, 136, 4096, NO_OPERATION)).isFalse();
        names.set(new OneField("inode[7].log_tail", 136, 8));
        assertThat(isStruck(armed, 2, 136, 56, NO_OPERATION)).isTrue();
        names.set(new OneField("inode[7].log_head", 136, 8));
        assertThat(isStruck(armed, 2, 136, 56, NO_OPERATION)).isFalse();
    }

    @Test
    void aDeviceThatCannotBeDescribedHasNoFields() {
        ArmedFaults armed = FaultPlan.of("plan", new DropFlush(Aim.anywhere().onField("*")))
                .arm(
                        SITES,
                        () -> {
                            throw new IllegalStateException("half a superblock");
                        },
                        0);
        armed.enter(Phase.RECOVERY);
        assertThat(isStruck(armed, 2, 0, 64, NO_OPERATION)).isFalse();
    }

    @Test
    void aMediaMapThatLooksAtTheDeviceIsNotStruckItself() {
        AtomicReference<ArmedFaults> self = new AtomicReference<>();
        List<Fault> whileAsking = new ArrayList<>();
        ArmedFaults armed = FaultPlan.of("plan", new DropFlush(Aim.anywhere().onField("x")))
                .arm(
                        SITES,
                        () -> {
                            whileAsking.addAll(self.get().striking(Instruction.FLUSH, 2, 0, 8, NO_OPERATION));
                            return new OneField("x", 0, 8);
                        },
                        0);
        self.set(armed);
        armed.enter(Phase.WORKLOAD);
        assertThat(isStruck(armed, 2, 0, 8, NO_OPERATION)).isTrue();
        assertThat(whileAsking).isEmpty();
    }

    @Test
    void countsStartAnewInEachPhase() {
        ArmedFaults armed = arm(new DropFlush(Aim.anywhere().occurrence(1)));
        assertThat(isStruck(armed, 2, 0, 8, NO_OPERATION)).isTrue();
        assertThat(isStruck(armed, 2, 0, 8, NO_OPERATION)).isFalse();
        armed.enter(Phase.RECOVERY);
        assertThat(isStruck(armed, 2, 0, 8, NO_OPERATION)).isTrue();
        armed.enter(Phase.PREPARE);
        assertThat(isStruck(armed, 2, 0, 8, NO_OPERATION)).isFalse();
        assertThat(armed.strikes()).containsExactly(2L);
    }

    @Test
    void phasesCanBeChosen() {
        ArmedFaults armed = arm(new DropFlush(Aim.anywhere().in(Phase.PREPARE, Phase.CHECK)));
        List<Phase> struck = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            armed.enter(phase);
            if (isStruck(armed, 2, 0, 8, NO_OPERATION)) {
                struck.add(phase);
            }
        }
        assertThat(struck).containsExactly(Phase.PREPARE, Phase.CHECK);
    }

    @Test
    void chancesComeFromTheSeed() {
        List<Boolean> first = draws(1);
        assertThat(draws(1)).isEqualTo(first).contains(true, false);
        assertThat(draws(2)).isNotEqualTo(first);
        ArmedFaults armed = arm(new DropFlush(Aim.anywhere().chance(1)));
        assertThat(isStruck(armed, 2, 0, 8, NO_OPERATION)).isTrue();
    }

    @Test
    void whatNeverStruckIsTold() {
        Fault struck = new DropFlush(Aim.anywhere());
        Fault idle = new DropFence(Aim.anywhere());
        Fault second = new DropFlush(Aim.anywhere().occurrence(2));
        FaultPlan plan = FaultPlan.of("plan", struck, idle, second);
        ArmedFaults a = plan.arm(SITES, MediaMap::unnamed, 0);
        ArmedFaults b = plan.arm(SITES, MediaMap::unnamed, 0);
        a.enter(Phase.WORKLOAD);
        b.enter(Phase.WORKLOAD);
        isStruck(a, 2, 0, 8, NO_OPERATION);
        assertThat(ArmedFaults.neverStruck(List.of(a, b))).containsExactly(idle, second);
        isStruck(b, 2, 0, 8, NO_OPERATION);
        isStruck(b, 2, 0, 8, NO_OPERATION);
        assertThat(ArmedFaults.neverStruck(List.of(a, b))).containsExactly(idle);
        assertThat(ArmedFaults.neverStruck(List.of())).isEmpty();
    }

    @Test
    void plansSayWhatTheyDo() {
        assertThat(FaultPlan.none().description()).isEqualTo("no faults");
        assertThat(FaultPlan.of(
                                "plan",
                                new DropFlush(Aim.at("InodeLog.commitTail:flush#0")
                                        .occurrence(2)
                                        .during("rename")
                                        .onField("inode[*].log_tail")),
                                new TornWrite(Aim.anywhere().within(0, 64).in(Phase.RECOVERY), 4))
                        .description())
                .isEqualTo("drop flush at InodeLog.commitTail:flush#0, on inode[*].log_tail, during rename, time 2;"
                        + " tear store at 4 bytes on bytes [0, 64), in recovery, every time");
    }

    @Test
    void badAimsAndPlansAreRefused() {
        assertThatThrownBy(() -> Aim.at(" ")).hasMessageContaining("site");
        assertThatThrownBy(() -> Aim.at(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Aim.anywhere().occurrence(0)).hasMessageContaining("from 1");
        assertThatThrownBy(() -> Aim.anywhere().within(8, 8)).hasMessageContaining("[8, 8)");
        assertThatThrownBy(() -> Aim.anywhere().chance(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new TornWrite(Aim.anywhere(), 8)).hasMessageContaining("1, 2 or 4");
        assertThatThrownBy(() -> FaultPlan.of("a plan")).hasMessageContaining("'a plan'");
    }

    @Test
    void aimsAreValues() {
        assertThat(Aim.at("a").occurrence(2))
                .isEqualTo(Aim.at("a").occurrence(2))
                .hasSameHashCodeAs(Aim.at("a").occurrence(2));
        assertThat(Aim.at("a")).isNotEqualTo(Aim.at("b")).isNotEqualTo(Aim.anywhere());
    }

    private static boolean during(String pattern, String... operations) {
        return isStruck(arm(new DropFlush(Aim.anywhere().during(pattern))), 2, 0, 8, List.of(operations));
    }

    private static List<Boolean> draws(long seed) {
        ArmedFaults armed =
                FaultPlan.of("plan", new DropFlush(Aim.anywhere().chance(0.5))).arm(SITES, MediaMap::unnamed, seed);
        armed.enter(Phase.WORKLOAD);
        List<Boolean> draws = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            draws.add(isStruck(armed, 2, 0, 8, NO_OPERATION));
        }
        return draws;
    }

    private static List<Integer> struckSites(Aim aim) {
        ArmedFaults armed = arm(new DropFlush(aim));
        List<Integer> struck = new ArrayList<>();
        for (Site site : SITES.sites()) {
            if (isStruck(armed, site.number(), 0, 8, NO_OPERATION)) {
                struck.add(site.number());
            }
        }
        return struck;
    }

    private static ArmedFaults arm(Fault fault) {
        ArmedFaults armed = FaultPlan.of("plan", fault).arm(SITES, MediaMap::unnamed, 0);
        armed.enter(Phase.WORKLOAD);
        return armed;
    }

    private static boolean isStruck(ArmedFaults armed, int site, long address, long length, List<String> operations) {
        return !armed.striking(Instruction.FLUSH, site, address, length, operations)
                .isEmpty();
    }

    /** A device with one named field. */
    private record OneField(String name, long offset, long length) implements MediaMap {
        @Override
        public String nameOf(long at) {
            if (at < offset || at >= offset + length) {
                return "byte " + at;
            }
            return at == offset ? name : name + "+" + (at - offset);
        }

        @Override
        public List<Field> find(String pattern) {
            return Glob.matches(pattern, name) ? List.of(new Field(name, offset, length)) : List.of();
        }
    }
}
