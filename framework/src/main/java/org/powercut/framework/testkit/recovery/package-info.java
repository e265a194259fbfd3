/**
 * What mounting after a power cut promises, when the power is cut in the midst of it too. A class here may mount a
 * device again. Single operations belong to the neighbours.
 */
@NullMarked
package org.powercut.framework.testkit.recovery;

import org.jspecify.annotations.NullMarked;
