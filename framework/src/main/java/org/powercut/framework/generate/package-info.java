/**
 * Workloads that nobody wrote: {@link org.powercut.framework.generate.Sequences} numbers every short sequence of
 * operations, {@link org.powercut.framework.generate.Fuzzer} makes longer ones from what it has seen. Everything here is
 * a pure function of capabilities, seed and what was learned; a new operation is a line of {@link
 * org.powercut.framework.generate.Alphabet}. No file system, no device and nothing of JUnit may enter.
 */
@NullMarked
package org.powercut.framework.generate;

import org.jspecify.annotations.NullMarked;
