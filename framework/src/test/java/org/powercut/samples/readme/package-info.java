/** The crash test that the documentation shows, and the log that it tests. */
@NullMarked
package org.powercut.samples.readme;

import org.jspecify.annotations.NullMarked;
