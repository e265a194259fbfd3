/**
 * What Powercut costs: a recorded store ({@link org.powercut.benchmarks.StoreBenchmark}), a crash state ({@link
 * org.powercut.benchmarks.StateCost}), a search ({@link org.powercut.benchmarks.ExactAgainstExhaustive}), a long run ({@link
 * org.powercut.benchmarks.LongRun}). Numbers go to {@code RESULTS.md} with the machine they were measured on. Nothing here is
 * run by the build, and no other module may depend on it.
 */
@NullMarked
package org.powercut.benchmarks;

import org.jspecify.annotations.NullMarked;
