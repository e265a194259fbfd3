/**
 * The bugs that others found in file systems and wrote about, as data: {@link org.powercut.suites.corpus.Corpus} is the list,
 * each bug planted in a file system of ours or with the reason why it cannot be. Anyone who reads of a new one adds it to its
 * finder's class. Descriptions are in our own words, and what a planted bug does is said by the place where it is planted.
 */
@NullMarked
package org.powercut.suites.corpus;

import org.jspecify.annotations.NullMarked;
