/** Small logs on the raw device, one right and several wrong, and the crash tests that tell them apart. */
@NullMarked
package org.powercut.samples.log;

import org.jspecify.annotations.NullMarked;
