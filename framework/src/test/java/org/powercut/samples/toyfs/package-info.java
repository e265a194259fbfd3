/** A file system of the smallest kind, right and wrong, to test the engine with. */
@NullMarked
package org.powercut.samples.toyfs;

import org.jspecify.annotations.NullMarked;
