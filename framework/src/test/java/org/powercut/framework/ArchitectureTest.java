package org.powercut.framework;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The floors of the framework: imports go down only, and nothing knows the reference file system. */
class ArchitectureTest {
    private static final String ROOT = "org.powercut.framework";

    /** Bottom first. */
    private static final List<String> FLOORS = List.of(
            "model", "fault", "inject", "explore", "trace", "oracle", "generate", "api", "engine", "testkit", "report");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(ROOT);

    static Stream<String> floors() {
        return FLOORS.stream();
    }

    @ParameterizedTest
    @MethodSource("floors")
    @DisplayName("a floor imports from floors below it only")
    void importsGoDown(String floor) {
        String[] above = FLOORS.stream()
                .skip(FLOORS.indexOf(floor) + 1L)
                .map(name -> ROOT + "." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + floor + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    @DisplayName("every package is a floor, says what it is for and is null-marked")
    void packages() {
        assertThat(MAIN.stream().map(c -> c.getPackage()).distinct())
                .allSatisfy(p -> {
                    assertThat(FLOORS)
                            .contains(p.getName().substring(ROOT.length() + 1).split("\\.")[0]);
                    assertThat(p.isAnnotatedWith(NullMarked.class))
                            .as(p.getName())
                            .isTrue();
                })
                .extracting(p -> p.getName())
                .contains(ROOT + ".model", ROOT + ".engine");
    }

    @Test
    @DisplayName("packages have no circles")
    void noCircles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    @DisplayName("the framework knows the plug, never the reference file system or what is built on the framework")
    void noFileSystem() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.powercut.daxfs.core..", "org.powercut.torture..", "org.powercut.suites..")
                .check(MAIN);
    }

    @Test
    @DisplayName("model is pure: no I/O, no JUnit, no library")
    void modelIsPure() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "org.junit..",
                        "net.bytebuddy..",
                        "com.fasterxml..",
                        "io.qameta..")
                .check(MAIN);
    }

    @Test
    @DisplayName("no static field can be changed")
    void noGlobalState() {
        fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(SYNTHETIC)
                .should(haveModifier(FINAL))
                .check(MAIN);
    }
}
