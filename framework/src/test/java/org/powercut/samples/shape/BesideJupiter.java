package org.powercut.samples.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.powercut.framework.api.CrashTest;

/** A class that is a Jupiter test and a crash test at once. */
@CrashTest
public class BesideJupiter extends Shapes.Base {
    @Test
    void jupiterRunsThis() {
        assertThat(getClass().getSimpleName()).isEqualTo("BesideJupiter");
    }
}
