package org.powercut.torture;

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
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The command line runs whatever file system plugs in. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("org.powercut.torture");

    @Test
    @DisplayName("the command line knows no file system and no suite")
    void dependencies() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.powercut.daxfs.core..", "org.powercut.suites..")
                .check(MAIN);
    }

    @Test
    @DisplayName("packages have no circles")
    void noCircles() {
        slices().matching("org.powercut.torture.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
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

    @Test
    @DisplayName("every package says what it is for, and is null-marked")
    void packages() {
        assertThat(MAIN.stream().map(c -> c.getPackage()).distinct())
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as(p.getName())
                        .isTrue());
    }
}
