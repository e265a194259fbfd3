/**
 * What mounting after a power cut promises on dax-fs alone: that what it keeps to be fast is never taken for the truth. A
 * class here may mount a device with options of dax-fs. What any file system promises of recovery belongs to the contract kit.
 */
@NullMarked
package org.powercut.suites.recovery;

import org.jspecify.annotations.NullMarked;
