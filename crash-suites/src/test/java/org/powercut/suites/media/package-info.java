/**
 * What dax-fs promises of its own metadata when the media fails, beyond what each DAX file system does. A class here may aim
 * at dax-fs's on-media structures by name. What any file system promises belongs to {@code
 * org.powercut.framework.testkit.media}.
 */
@NullMarked
package org.powercut.suites.media;

import org.jspecify.annotations.NullMarked;
