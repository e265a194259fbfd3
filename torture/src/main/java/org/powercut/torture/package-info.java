/**
 * The command line: {@link org.powercut.torture.Main} runs crash suites and mutants through the JUnit Platform, shows
 * progress, prints tables and leaves findings and a report behind. A new command is a class of its own with its options
 * and exit codes in {@code docs/cli.md}. What explores, judges or instruments belongs to the framework and must never
 * enter.
 */
@NullMarked
package org.powercut.torture;

import org.jspecify.annotations.NullMarked;
