package org.powercut.framework.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Tape;
import org.powercut.pmem.AccessMode;

/** What a trace did that another one did not: sites one after the other, and fields between fences. */
class FeaturesTest {
    private final Tape tape = new Tape();

    private void store(int site, long address) {
        tape.store(Kind.STORE, AccessMode.PLAIN, 0, 0, site, address, 8, 1);
    }

    private void fence(int site) {
        tape.fence(Kind.FENCE, 0, site);
    }

    private Set<Long> features() {
        Set<Long> features = Features.of(tape.trace(), FeaturesTest::name);
        tape.clear();
        return features;
    }

    private static String name(long address) {
        return address < 64
                ? "inode[" + address / 8 + "].tail"
                : "log[inode 7] entry " + address / 64 + " (write).block+4";
    }

    @Test
    void anotherSiteIsNew() {
        store(1, 0);
        fence(2);
        Set<Long> one = features();
        store(3, 0);
        fence(2);
        assertThat(one).doesNotContainAnyElementsOf(features());
    }

    @Test
    void anotherOrderOfSitesIsNew() {
        store(1, 0);
        store(2, 0);
        Set<Long> one = features();
        store(2, 0);
        store(1, 0);
        assertThat(features()).isNotEqualTo(one);
    }

    @Test
    void anotherOrderOfFieldsBetweenFencesIsNew() {
        store(1, 0);
        fence(1);
        store(1, 64);
        fence(1);
        Set<Long> one = features();
        store(1, 64);
        fence(1);
        store(1, 0);
        fence(1);
        assertThat(features()).isNotEqualTo(one);
    }

    @Test
    void theSameFieldsOfAnotherInodeAreNotNew() {
        store(1, 0);
        fence(1);
        store(1, 64);
        fence(1);
        Set<Long> one = features();
        store(1, 16);
        fence(1);
        store(1, 640);
        fence(1);
        assertThat(features()).isEqualTo(one);
    }
}
