/**
 * The bugs that are planted in dax-fs to prove that the suites would find them: {@link
 * org.powercut.suites.mutants.DaxFsMutants} is the list, by kind of bug. Anyone who finds a new kind of bug adds one like it
 * here. What a bug does to the file system must be said by the place where it is planted and never be coded here.
 */
@NullMarked
package org.powercut.suites.mutants;

import org.jspecify.annotations.NullMarked;
