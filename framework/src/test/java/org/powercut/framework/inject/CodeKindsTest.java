package org.powercut.framework.inject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.powercut.framework.inject.programs.kinds.EveryInstruction;
import org.powercut.framework.inject.programs.kinds.Kinds;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.PmemDevice;
import org.powercut.pmem.SimulatedDevice;

/** Calls are rewritten in every kind of code, and every instruction is. */
class CodeKindsTest {
    private static final String KINDS = Kinds.class.getPackageName();

    private final TracedDevice device = TracedDevice.ofSize(4096);

    @BeforeAll
    static void instrument() {
        Instrumentation.install(Set.of(KINDS));
    }

    @AfterEach
    void release() {
        device.release();
    }

    @Test
    void everyKindOfCode() {
        Trace trace = record(traced -> {
            Kinds kinds = new Kinds(traced);
            kinds.ordinary();
            kinds.lambda();
            kinds.lambdaInLambda();
            kinds.boundReference();
            kinds.unboundReference();
            kinds.classInitialiser();
            kinds.nested();
            kinds.anonymous();
            kinds.generic(List.of(traced));
            kinds.fromDefault();
            Kinds.fromStatic(traced);
            kinds.inSwitchAndTry(0);
            kinds.serializableReference();
            kinds.adaptedReference();
        });
        TreeMap<Long, String> methods = new TreeMap<>();
        for (int event = 0; event < trace.size(); event++) {
            Site site = sites().site(trace.site(event));
            methods.put(trace.address(event), site.className().substring(KINDS.length() + 1) + "." + site.method());
            assertThat(site.instruction()).isEqualTo("putLong");
            assertThat(site.line()).isPositive();
        }
        assertThat(methods)
                .containsEntry(0L, "Kinds.<init>")
                .containsEntry(8L, "Kinds.ordinary")
                .containsEntry(16L, "Kinds.lambda$lambda$0")
                .containsEntry(32L, "Kinds.boundReference")
                .containsEntry(40L, "Kinds.unboundReference")
                .containsEntry(48L, "WithInitialiser.<clinit>")
                .containsEntry(56L, "Kinds$Nested.store")
                .containsEntry(64L, "Kinds$1.store")
                .containsEntry(72L, "Kinds.generic")
                .containsEntry(80L, "WithDefault.storeByDefault")
                .containsEntry(88L, "WithDefault.storeStatically")
                .containsEntry(96L, "Kinds.inSwitchAndTry")
                .containsEntry(112L, "Kinds.inSwitchAndTry")
                .containsEntry(128L, "Kinds.serializableReference")
                .containsEntry(136L, "Kinds.adaptedReference");
        assertThat(methods.get(24L)).startsWith("Kinds.lambda$lambdaInLambda$");
        assertThat(methods.get(120L)).startsWith("Kinds.lambda$serializableReference$");
        assertThat(methods).hasSize(17);
    }

    @Test
    void everyInstructionAsCallAndAsReference() {
        Trace calls = record(EveryInstruction::call);
        device.fill(0, 4096, (byte) 0);
        Trace references = record(EveryInstruction::refer);
        // 8 loads leave no event
        assertThat(calls.size()).isEqualTo(19);
        assertThat(instructions(references)).isEqualTo(instructions(calls));
        assertThat(sitesOf(calls))
                .doesNotHaveDuplicates()
                .doesNotContain(0)
                .doesNotContainAnyElementsOf(sitesOf(references));
        assertThat(sitesOf(references)).doesNotHaveDuplicates().doesNotContain(0);
        assertThat(IntStream.range(0, calls.size()).mapToObj(calls::kind).toList())
                .isEqualTo(IntStream.range(0, references.size())
                        .mapToObj(references::kind)
                        .toList());
        for (String method : List.of("call", "refer")) {
            assertThat(sites().sites().stream()
                            .filter(site -> site.className().equals(EveryInstruction.class.getName())
                                    && site.method().equals(method)))
                    .as("sites, loads included")
                    .hasSize(27);
        }
    }

    @Test
    void codeOutsideThePackagesIsRecordedWithoutSite() {
        Trace trace = record(traced -> {
            traced.putLong(0, 1);
            Consumer<PmemDevice> fence = PmemDevice::fence;
            fence.accept(traced);
        });
        assertThat(sitesOf(trace)).containsExactly(0, 0);
    }

    @Test
    void devicesThatAreNotTracedWorkAsBefore() {
        try (SimulatedDevice simulated = SimulatedDevice.ofSize(4096)) {
            assertThat(Kinds.onSimulatedDevice(simulated)).isEqualTo(15);
            EveryInstruction.call(simulated);
            assertThat(simulated.getLong(8)).isOne();
            EveryInstruction.refer(simulated);
            assertThat(simulated.getLong(48)).isEqualTo(2);
        }
    }

    @Test
    void installingAgainChangesNothing() {
        SiteTable before = sites();
        Instrumentation.install(Set.of(KINDS));
        assertThat(sites()).isEqualTo(before);
        Trace trace = record(traced -> new Kinds(traced));
        assertThat(trace.size()).isOne();
    }

    @Test
    void namesAreUniqueAndNumbersConsecutive() {
        SiteTable table = sites();
        assertThat(table.sites().stream().map(site -> site.className() + " " + site.name()))
                .doesNotHaveDuplicates();
        assertThat(table.sites())
                .extracting(Site::number)
                .isSorted()
                .endsWith(table.sites().size() - 1);
    }

    private static SiteTable sites() {
        return Instrumentation.install(Set.of(KINDS)).sites();
    }

    private List<String> instructions(Trace trace) {
        return sitesOf(trace).stream()
                .map(number -> sites().site(number).instruction())
                .toList();
    }

    private static List<Integer> sitesOf(Trace trace) {
        List<Integer> sites = new ArrayList<>();
        for (int event = 0; event < trace.size(); event++) {
            sites.add(trace.site(event));
        }
        return sites;
    }

    private Trace record(Consumer<TracedDevice> code) {
        Tape tape = new Tape();
        device.record(tape);
        code.accept(device);
        device.stopRecording();
        return tape.trace();
    }
}
