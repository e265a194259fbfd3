/**
 * What dax-fs alone promises when things go wrong beyond a power cut: that what it keeps to be fast is never taken for the truth, and who is told when
 * the device fails. A class here may mount a device with options of dax-fs, and let its device fail. What any file system promises of
 * recovery belongs to the contract kit.
 */
@NullMarked
package org.powercut.suites.recovery;

import org.jspecify.annotations.NullMarked;
