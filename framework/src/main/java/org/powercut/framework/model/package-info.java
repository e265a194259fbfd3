/**
 * What happened to a device and what a power cut may leave of it: {@link
 * org.powercut.framework.model.Tape} and {@link org.powercut.framework.model.Trace}, the persistency
 * rules of each {@link org.powercut.framework.model.Platform}, and the crash states they allow. Rules
 * may be added here only together with a row of the litmus table. No I/O, no threads, no JUnit and no
 * other package of the framework may enter.
 */
@NullMarked
package org.powercut.framework.model;

import org.jspecify.annotations.NullMarked;
