package org.powercut;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds the plug together: it needs nothing, keeps no global state, and the device knows no file system. */
class ArchitectureTest {
    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("org.powercut");

    @Test
    @DisplayName("the plug depends on the JDK alone")
    void noDependency() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.powercut.pmem",
                        "org.powercut.daxfs",
                        "java..",
                        "jdk.nio.mapmode",
                        "org.jspecify.annotations")
                .check(main);
    }

    @Test
    @DisplayName("the device knows no file system")
    void floors() {
        noClasses()
                .that()
                .resideInAPackage("org.powercut.pmem")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.powercut.daxfs")
                .check(main);
    }

    @Test
    @DisplayName("no static field can be changed")
    void noGlobalState() {
        fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(SYNTHETIC)
                .should(haveModifier(FINAL))
                .check(main);
        assertThat(main.stream().flatMap(c -> c.getFields().stream()))
                .as("the rule has something to look at")
                .anyMatch(field -> field.getModifiers().contains(STATIC));
    }

    @Test
    @DisplayName("every package says what it is for, and is null-marked")
    void packageInfo() {
        assertThat(main.stream().map(c -> c.getPackage()).distinct())
                .hasSize(2)
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as(p.getName())
                        .isTrue());
    }
}
