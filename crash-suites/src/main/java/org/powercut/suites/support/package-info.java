/**
 * What the crash suites need beyond {@code org.powercut.framework.testkit}: {@link org.powercut.suites.support.Mounts} mounts
 * a device once more. Crash tests may use it. Nothing here may know how a file system works inside, or which one is mounted.
 */
@NullMarked
package org.powercut.suites.support;

import org.jspecify.annotations.NullMarked;
