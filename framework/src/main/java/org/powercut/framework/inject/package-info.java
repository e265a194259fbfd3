/**
 * Instrumentation: {@link org.powercut.framework.inject.Instrumentation} rewrites the calls of pmem instructions
 * in the packages under test into calls of {@link org.powercut.framework.inject.Probe}, and {@link
 * org.powercut.framework.inject.TracedDevice} performs, records and undoes what arrives. A further primitive is a
 * further instrumenter, and a further recorded effect belongs in the device. Nothing here decides where the power
 * is cut, and nothing here may keep static mutable state.
 */
@NullMarked
package org.powercut.framework.inject;

import org.jspecify.annotations.NullMarked;
