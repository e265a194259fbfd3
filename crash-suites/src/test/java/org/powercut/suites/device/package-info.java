/**
 * What the device itself promises, without a file system: the rules of x86 persistency that all else is built on. A class
 * here works on the raw device. Files must never enter.
 */
@NullMarked
package org.powercut.suites.device;

import org.jspecify.annotations.NullMarked;
