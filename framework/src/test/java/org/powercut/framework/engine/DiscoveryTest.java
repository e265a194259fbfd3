package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.powercut.samples.shape.Shapes;
import org.powercut.samples.toyfs.ToyRename;

class DiscoveryTest {
    private static final String SHAPE = "org.powercut.samples.shape.Shapes$";

    @Test
    void aClassHasAWorkloadAndATest() {
        assertThat(ids(selectClass(Shapes.Plain.class)))
                .containsExactly(
                        "[class:" + SHAPE + "Plain]",
                        "[class:" + SHAPE + "Plain]/[workload:store]",
                        "[class:" + SHAPE + "Plain]/[workload:store]/[variant:raw device,ADR,none]");
    }

    @Test
    void testsKnowTheirPlaceInTheSource() {
        List<TestIdentifier> all = discover(List.of(selectClass(Shapes.Plain.class)));
        assertThat(all).hasSize(3);
        assertThat(all.get(0).getSource().get()).isEqualTo(ClassSource.from(Shapes.Plain.class));
        for (TestIdentifier identifier : all.subList(1, 3)) {
            TestSource source = identifier.getSource().get();
            assertThat(source).isInstanceOf(MethodSource.class);
            assertThat(((MethodSource) source).getClassName()).isEqualTo(SHAPE + "Plain");
            assertThat(((MethodSource) source).getMethodName()).isEqualTo("store");
        }
        assertThat(all.get(2).getLegacyReportingName()).isEqualTo("store(raw device, ADR)");
        assertThat(all.get(2).getType()).isEqualTo(TestDescriptor.Type.CONTAINER_AND_TEST);
    }

    @Test
    void everySelectorFindsTheSameTests() throws URISyntaxException {
        String variant = "[variant:raw device,ADR,none]";
        String plain = "[class:" + SHAPE + "Plain]/[workload:store]/" + variant;
        assertThat(ids(selectMethod(
                        Shapes.Plain.class,
                        "store",
                        "org.powercut.pmem.PmemDevice, " + "org.powercut.framework.api.Milestones")))
                .endsWith(plain);
        assertThat(ids(selectUniqueId("[engine:powercut]/" + plain))).endsWith(plain);
        assertThat(ids(selectUniqueId("[engine:powercut]/" + plain + "/[interleaving:2]")))
                .endsWith(plain);
        assertThat(ids(selectPackage("org.powercut.samples.shape"))).contains(plain);
        Path root = Path.of(
                Shapes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertThat(ids(selectClasspathRoots(Set.of(root)).toArray(DiscoverySelector[]::new)))
                .contains(plain);
    }

    @Test
    void aWorkloadAloneCanBeSelected() {
        assertThat(ids(selectUniqueId("[engine:powercut]/[class:" + SHAPE + "Named]/[workload:other]")))
                .containsExactly(
                        "[class:" + SHAPE + "Named]",
                        "[class:" + SHAPE + "Named]/[workload:other]",
                        "[class:" + SHAPE + "Named]/[workload:other]/[variant:raw device,ADR,none]");
    }

    @Test
    void nestedClassesStandBelowTheirOuterOne() {
        String outer = "[class:" + SHAPE + "Outer]";
        assertThat(tests(selectClass(Shapes.Outer.class)))
                .containsExactlyInAnyOrder(
                        outer + "/[workload:store]/[variant:raw device,ADR,none]",
                        outer + "/[nested-class:StaticInside]/[workload:store]/[variant:raw device,ADR,none]",
                        outer + "/[nested-class:Inside]/[workload:store]/[variant:raw device,ADR,none]",
                        outer + "/[nested-class:Inside]/[nested-class:Deeper]/[workload:store]"
                                + "/[variant:raw device,ADR,none]");
        assertThat(tests(selectClass(Shapes.Outer.StaticInside.class)))
                .containsExactly(outer + "/[nested-class:StaticInside]/[workload:store]/[variant:raw device,ADR,none]");
        assertThat(tests(selectNestedClass(List.of(Shapes.Outer.class), Shapes.Outer.Inside.class)))
                .hasSize(2)
                .allMatch(id -> id.startsWith(outer + "/[nested-class:Inside]/"));
        assertThat(tests(selectUniqueId("[engine:powercut]/" + outer + "/[nested-class:Inside]/[nested-class:Deeper]")))
                .hasSize(1);
    }

    @Test
    void platformsAndFaultPlansMultiply() {
        assertThat(tests(selectClass(Shapes.Variants.class)))
                .extracting(id -> id.substring(id.lastIndexOf('/') + 1))
                .containsExactly(
                        "[variant:raw device,ADR,none]",
                        "[variant:raw device,ADR,other]",
                        "[variant:raw device,EADR,none]",
                        "[variant:raw device,EADR,other]");
    }

    @Test
    void namesAndTagsAreJupiters() {
        List<TestIdentifier> all = discover(List.of(selectClass(Shapes.Named.class)));
        assertThat(all)
                .extracting(TestIdentifier::getDisplayName)
                .contains("a class with names", "a workload with a name", "store");
        assertThat(all.get(0).getTags()).extracting(Object::toString).containsOnly("slow", "G1", "WAL-3");
        assertThat(tests(selectClass(Shapes.Named.class), TagFilter.includeTags("special")))
                .hasSize(1)
                .allMatch(id -> id.contains("[workload:other]"));
        assertThat(tests(selectClass(Shapes.Named.class), TagFilter.includeTags("G1")))
                .hasSize(2);
        assertThat(tests(selectClass(Shapes.Named.class), TagFilter.excludeTags("slow")))
                .isEmpty();
    }

    @Test
    void classNameFiltersCount() {
        assertThat(tests(
                        selectPackage("org.powercut.samples.shape"),
                        ClassNameFilter.includeClassNamePatterns(".*[$]Plain")))
                .hasSize(1);
        assertThat(tests(selectPackage("org.powercut.samples.shape"), ClassNameFilter.excludeClassNamePatterns(".*")))
                .isEmpty();
    }

    @Test
    void guaranteesChoose() {
        assertThat(tests(builder(selectPackage("org.powercut.samples.shape"))
                        .configurationParameter("powercut.guarantee", "G7, G8")
                        .build()))
                .hasSize(4)
                .allMatch(id -> id.contains("$Outer]"));
    }

    @Test
    void platformsChoose() {
        assertThat(tests(builder(selectClass(Shapes.Variants.class))
                        .configurationParameter("powercut.platform", "eadr")
                        .build()))
                .hasSize(2)
                .allMatch(id -> id.contains("EADR"));
        assertThat(tests(builder(selectClass(Shapes.Plain.class))
                        .configurationParameter("powercut.platform", "EADR")
                        .build()))
                .hasSize(1)
                .allMatch(id -> id.contains("EADR"));
    }

    @Test
    void abstractAndOrdinaryClassesAreNoTests() {
        assertThat(ids(selectClass(Shapes.Abstract.class), selectClass(Shapes.class), selectClass(String.class)))
                .isEmpty();
    }

    @Test
    void aFileSystemThatIsNoServiceIsNamedByItsClass() {
        String shy = "org.powercut.samples.toyfs.ShyToyProvider";
        assertThat(fileSystems(shy)).containsExactly("shy-toy-fs");
        assertThat(fileSystems(shy + ":strong")).containsExactly("shy-toy-fs:strong");
        assertThat(fileSystems(shy + ",toy-fs")).containsExactly("shy-toy-fs", "toy-fs");
        assertThat(fileSystems("org.powercut.samples.toyfs.ToyProvider")).containsExactly("toy-fs");
    }

    private static List<String> fileSystems(String chosen) {
        return PowercutTestEngine.find(builder(selectClass(ToyRename.class))
                        .configurationParameter("powercut.file-system", chosen)
                        .build())
                .stream()
                .map(CrashTestInfo::fileSystem)
                .toList();
    }

    @Test
    void badConfigurationIsRefused() {
        assertRefused("powercut.budget", "soon", "powercut.budget: 'soon' is no duration");
        assertRefused("powercut.threads", "many", "powercut.threads: 'many' is no whole number from 0 to 1024");
        assertRefused("powercut.nested", "8", "powercut.nested: '8' is no whole number from 0 to 7");
        assertRefused("powercut.platform", "arm", "powercut.platform: 'arm' is no platform; there are [ADR, EADR]");
        assertRefused("powercut.parallel", "yes", "'yes' is neither true nor false");
        assertRefused("powercut.replay", "abc", "powercut.replay: 'abc' is no token");
        assertRefused("powercut.file-system", "zfs", "there is no file system 'zfs' on the class path");
        assertRefused("powercut.file-system", "toy-fs:weak", "there is no file system 'toy-fs:weak' on the class path");
        assertRefused("powercut.file-system", "java.lang.String", "there is no file system 'java.lang.String'");
        assertRefused("powercut.file-system", "no.such.Provider", "there is no file system 'no.such.Provider'");
        assertRefused("powercut.mutant", "x-man", "there is no mutant 'x-man'");
        assertRefused("powercut.bugdet", "1s", "unknown configuration parameter powercut.bugdet");
    }

    private static void assertRefused(String key, String value, String message) {
        assertThatThrownBy(() -> new PowercutTestEngine()
                        .discover(
                                builder(selectClass(Shapes.Plain.class))
                                        .configurationParameter(key, value)
                                        .build(),
                                org.junit.platform.engine.UniqueId.forEngine("powercut")))
                .hasMessageContaining(message);
    }

    private static LauncherDiscoveryRequestBuilder builder(DiscoverySelector... selectors) {
        return LauncherDiscoveryRequestBuilder.request().selectors(selectors);
    }

    private static List<String> ids(DiscoverySelector... selectors) {
        return strip(discover(List.of(selectors)));
    }

    private static List<String> tests(DiscoverySelector selector, Filter<?>... filters) {
        return tests(builder(selector).filters(filters).build());
    }

    private static List<String> tests(LauncherDiscoveryRequest request) {
        return strip(discover(request).stream().filter(TestIdentifier::isTest).toList());
    }

    private static List<String> strip(List<TestIdentifier> all) {
        return all.stream()
                .map(identifier -> identifier.getUniqueId().replace("%2C", ",").replace("[engine:powercut]/", ""))
                .toList();
    }

    private static List<TestIdentifier> discover(List<DiscoverySelector> selectors) {
        return discover(builder(selectors.toArray(DiscoverySelector[]::new)).build());
    }

    private static List<TestIdentifier> discover(LauncherDiscoveryRequest request) {
        LauncherConfig config = LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .addTestEngines(new PowercutTestEngine())
                .build();
        TestPlan plan = LauncherFactory.create(config).discover(request);
        List<TestIdentifier> all = new ArrayList<>();
        plan.getRoots().forEach(root -> walk(plan, root, all));
        return all;
    }

    private static void walk(TestPlan plan, TestIdentifier at, List<TestIdentifier> all) {
        Stream<TestIdentifier> children = plan.getChildren(at).stream();
        children.forEach(child -> {
            all.add(child);
            walk(plan, child, all);
        });
    }
}
