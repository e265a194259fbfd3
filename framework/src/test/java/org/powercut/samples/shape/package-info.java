/** Crash test classes of every shape, for the tests of discovery. */
@NullMarked
package org.powercut.samples.shape;

import org.jspecify.annotations.NullMarked;
