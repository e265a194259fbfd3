package org.powercut.framework.explore;

import java.time.Duration;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Platform;

/** The default settings, but for what a test says. */
final class Settings {
    private static final ExploreSettings DEFAULTS = ExploreSettings.defaults();

    private Platform platform = DEFAULTS.platform();
    private CompilerOrder compilerOrder = DEFAULTS.compilerOrder();
    private Search search = DEFAULTS.search();
    private long seed = DEFAULTS.seed();
    private Duration budget = Duration.ofMinutes(5);
    private long maxStates = DEFAULTS.maxStates();
    private long statesPerPoint = DEFAULTS.statesPerPoint();
    private int strength = DEFAULTS.strength();
    private int randomStates = DEFAULTS.randomStates();
    private int threads = 1;
    private int nestedDepth = DEFAULTS.nestedDepth();
    private int maxFindings = DEFAULTS.maxFindings();
    private long instructionLimit = 100_000;

    Settings platform(Platform value) {
        platform = value;
        return this;
    }

    Settings compilerOrder(CompilerOrder value) {
        compilerOrder = value;
        return this;
    }

    Settings search(Search value) {
        search = value;
        return this;
    }

    Settings seed(long value) {
        seed = value;
        return this;
    }

    Settings budget(Duration value) {
        budget = value;
        return this;
    }

    Settings maxStates(long value) {
        maxStates = value;
        return this;
    }

    Settings statesPerPoint(long value) {
        statesPerPoint = value;
        return this;
    }

    Settings strength(int value) {
        strength = value;
        return this;
    }

    Settings randomStates(int value) {
        randomStates = value;
        return this;
    }

    Settings threads(int value) {
        threads = value;
        return this;
    }

    Settings nestedDepth(int value) {
        nestedDepth = value;
        return this;
    }

    Settings maxFindings(int value) {
        maxFindings = value;
        return this;
    }

    ExploreSettings get() {
        return new ExploreSettings(
                platform,
                compilerOrder,
                search,
                seed,
                budget,
                maxStates,
                statesPerPoint,
                strength,
                randomStates,
                threads,
                nestedDepth,
                maxFindings,
                instructionLimit);
    }
}
