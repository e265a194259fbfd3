package org.powercut.framework.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model and a naive machine have the same crash images, at every position of thousands of random traces. */
class BruteForceTest {

    @ParameterizedTest
    @CsvSource({
        "ADR, PROGRAM, 4000, 6, 8",
        "EADR, PROGRAM, 1500, 6, 8",
        "ADR, JAVA, 1500, 5, 6",
        "EADR, JAVA, 1500, 5, 6"
    })
    void sameImagesAtEveryPosition(Platform platform, CompilerOrder order, int traces, int pieces, int events) {
        LongStream.range(0, traces).parallel().forEach(seed -> {
            Trace trace = RandomTraces.next(seed, pieces, events, true);
            List<Set<Map<Long, Long>>> model = ModelStates.images(trace, platform, order);
            for (int position = 0; position <= trace.size(); position++) {
                assertThat(model.get(position))
                        .as("seed %d, position %d of%n%s", seed, position, Traces.text(trace))
                        .isEqualTo(BruteForce.images(trace, platform, order, position));
            }
        });
    }

    /** The count of states is exact, sets of lost units say the same as variants, and no other set is allowed. */
    @ParameterizedTest
    @CsvSource({"ADR, PROGRAM", "EADR, PROGRAM", "ADR, JAVA", "EADR, JAVA"})
    void countsAndLostUnitsAgreeWithVariants(Platform platform, CompilerOrder order) {
        for (long seed = 0; seed < 500; seed++) {
            Trace trace = RandomTraces.next(seed, 7, 9, false);
            MapMedium visible = new MapMedium();
            InFlight inFlight = new InFlight(trace, platform, order, visible);
            inFlight.advanceTo(trace.size());
            CrashStates states = inFlight.states();
            Set<Map<Long, Long>> images = ModelStates.images(states, visible);
            assertThat(states.isComplete()).isTrue();
            assertThat(states.count()).as(Traces.text(trace)).isEqualTo(BigInteger.valueOf(images.size()));

            Set<Map<Long, Long>> ofLostUnits = new HashSet<>();
            int units = states.inFlight().size();
            for (long bits = 0; bits < 1L << units; bits++) {
                BitSet lost = BitSet.valueOf(new long[] {bits});
                if (states.allows(lost)) {
                    MapMedium image = visible.copy();
                    states.write(lost, image);
                    ofLostUnits.add(new TreeMap<>(image.words()));
                }
            }
            assertThat(ofLostUnits).as(Traces.text(trace)).isEqualTo(images);
            variantsLoseWhatTheySay(states, visible);
        }
    }

    /** A line with more contents than are enumerated gives a choice of them, says so, and has the extremes. */
    @Test
    void tooManyVariantsAreAChoice() {
        StringBuilder program = new StringBuilder("a0=1");
        for (int value = 2; value < 6; value++) {
            for (int word = 0; word < 8; word++) {
                program.append("; a").append(word).append('=').append(value);
            }
            // comes after all of these, so that the words are not independent
            program.append("; release a0=").append(value + 10);
        }
        MapMedium visible = new MapMedium();
        InFlight inFlight = new InFlight(Program.run(program.toString()), Platform.ADR, CompilerOrder.JAVA, visible);
        inFlight.advanceTo(1 + 4 * 9);
        CrashStates states = inFlight.states();
        assertThat(states.factors()).isOne();
        variantsLoseWhatTheySay(states, visible);
        BitSet all = new BitSet();
        states.addLost(0, states.least(0), all);
        assertThat(all.cardinality()).isEqualTo(states.inFlight().size());
        BitSet none = new BitSet();
        states.addLost(0, 0, none);
        assertThat(none.isEmpty()).isTrue();
        assertThat(states.isComplete()).isFalse();
        assertThat(states.variants(0)).isBetween(100, 4096);
    }

    private static void variantsLoseWhatTheySay(CrashStates states, MapMedium visible) {
        for (int factor = 0; factor < states.factors(); factor++) {
            for (int variant = 0; variant < states.variants(factor); variant++) {
                BitSet lost = new BitSet();
                states.addLost(factor, variant, lost);
                MapMedium byVariant = visible.copy();
                states.write(factor, variant, byVariant);
                MapMedium byLost = visible.copy();
                states.write(lost, byLost);
                assertThat(states.allows(lost)).isTrue();
                assertThat(byLost.words()).isEqualTo(byVariant.words());
                long change = 0;
                for (long address = 0; address < 256; address += 8) {
                    change ^= ImageHash.change(address, visible.word(address), byVariant.word(address));
                }
                assertThat(states.change(factor, variant)).isEqualTo(change);
            }
        }
    }
}
