package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.NoSpaceException;
import org.powercut.pmem.Pmem;

/** The structures that live in DRAM, against plain ones of the JDK. */
class StructuresTest {
    @Test
    void pageMapIsAMap() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            PageMap map = new PageMap();
            NavigableMap<Long, Long> expected = new TreeMap<>();
            long reach = 1L << 1 + random.nextInt(50);
            for (int i = 0; i < 200; i++) {
                long page = random.nextLong(reach);
                for (int run = random.nextInt(3); run >= 0; run--) {
                    long block = random.nextInt(5) == 0 ? 0 : 1 + i * 10 + run;
                    Long before = block == 0 ? expected.remove(page + run) : expected.put(page + run, block);
                    assertThat(map.put(page + run, block)).isEqualTo(before == null ? 0 : before);
                }
                if (random.nextInt(50) == 0) {
                    long cut = random.nextLong(reach);
                    map.removeFrom(
                            cut,
                            (at, block, count) ->
                                    assertThat(expected.remove(at)).isEqualTo(block));
                }
                assertThat(map.size()).isEqualTo(expected.size());
                long probe = random.nextLong(reach);
                assertThat(map.get(probe)).isEqualTo(expected.getOrDefault(probe, 0L));
                Long next = expected.ceilingKey(probe);
                assertThat(map.nextMapped(probe)).isEqualTo(next == null ? -1 : next);
            }
            NavigableMap<Long, Long> seen = new TreeMap<>();
            map.forEachRun(0, (page, block, count) -> {
                assertThat(map.get(page + count)).isNotEqualTo(block + count);
                for (long i = 0; i < count; i++) {
                    seen.put(page + i, block + i);
                }
            });
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    void sectorSetIsASet() {
        Random random = new Random(2);
        SectorSet set = new SectorSet();
        TreeSet<Long> expected = new TreeSet<>();
        for (int i = 0; i < 5_000; i++) {
            long first = random.nextInt(200);
            long count = 1 + random.nextInt(20);
            boolean adds = random.nextBoolean();
            if (adds) {
                set.add(first, count);
            } else {
                set.remove(first, count);
            }
            for (long sector = first; sector < first + count; sector++) {
                if (adds) {
                    expected.add(sector);
                } else {
                    expected.remove(sector);
                }
            }
            TreeSet<Long> actual = new TreeSet<>();
            long end = -1;
            for (Map.Entry<Long, Long> run : set.runs().entrySet()) {
                assertThat(run.getKey()).as("runs are apart").isGreaterThan(end);
                end = run.getValue();
                for (long sector = run.getKey(); sector < end; sector++) {
                    actual.add(sector);
                }
            }
            assertThat(actual).isEqualTo(expected);
            long probe = random.nextInt(220);
            assertThat(set.containsAll(probe, 3)).isEqualTo(expected.containsAll(List.of(probe, probe + 1, probe + 2)));
        }
    }

    @Test
    void allocatorGivesEachBlockOnce() {
        Geometry geometry = Geometry.ofDevice(2 << 20);
        Allocator allocator = new Allocator(geometry);
        long all = allocator.available();
        Random random = new Random(3);
        List<long[]> held = new ArrayList<>();
        TreeSet<Long> used = new TreeSet<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(3) > 0) {
                Runs runs = new Runs();
                long wanted = 1 + random.nextInt(random.nextBoolean() ? 3 : 60);
                try {
                    allocator.allocate(wanted, runs);
                } catch (NoSpaceException e) {
                    assertThat(wanted).isGreaterThan(allocator.available());
                    continue;
                }
                long got = 0;
                for (int run = 0; run < runs.size(); run++) {
                    held.add(new long[] {runs.start(run), runs.count(run)});
                    got += runs.count(run);
                    for (long block = 0; block < runs.count(run); block++) {
                        assertThat(geometry.isDataPage(runs.start(run) + block)).isTrue();
                        assertThat(used.add(runs.start(run) + block)).isTrue();
                    }
                }
                assertThat(got).isEqualTo(wanted);
            } else if (!held.isEmpty()) {
                long[] run = held.remove(random.nextInt(held.size()));
                allocator.free(run[0], run[1]);
                for (long block = 0; block < run[1]; block++) {
                    used.remove(run[0] + block);
                }
            }
            assertThat(allocator.available()).isEqualTo(all - used.size());
        }
        long[] twice = held.getFirst();
        allocator.free(twice[0], twice[1]);
        assertThatThrownBy(() -> allocator.free(twice[0], 1)).isInstanceOf(CorruptFileSystemException.class);
    }

    @Test
    void structsAreWholeLinesOrAtomsWithoutGaps() {
        for (Struct struct : Layout.STRUCTS) {
            int end = 0;
            for (Struct.Field field : struct.fields()) {
                assertThat(field.offset())
                        .as(struct.name() + "." + field.name())
                        .isEqualTo(end);
                end += field.length();
                boolean word = field.length() == 8 || field.length() == 4 || field.length() == 2;
                assertThat(!word || field.offset() % field.length() == 0)
                        .as(struct.name() + "." + field.name() + " is aligned")
                        .isTrue();
            }
            assertThat(end).isEqualTo(struct.length());
            assertThat(end % Pmem.LINE == 0 || end == Pmem.ATOM)
                    .as(struct.name())
                    .isTrue();
        }
    }

    @Test
    void commitWordsAreBoundToTheirInode() {
        Random random = new Random(4);
        int foreign = 0;
        for (int i = 0; i < 10_000; i++) {
            long ino = 1 + random.nextInt(1_000_000);
            long line = 1 + random.nextLong(1L << 46);
            long word = TailWord.encode(ino, line, i & 1);
            assertThat(TailWord.line(word)).isEqualTo(line);
            assertThat(TailWord.turn(word)).isEqualTo(i & 1);
            assertThat(TailWord.isValid(ino, word)).isTrue();
            foreign += TailWord.isValid(ino + 1, word) ? 1 : 0;
        }
        assertThat(foreign).isLessThan(5);
    }
}
