/**
 * The framework's oracle against file systems that run: {@link org.powercut.suites.selftest.oracle.SpecificationTest} without
 * power cuts, {@link org.powercut.suites.selftest.oracle.VerdictTest} with what they may leave. What is right is said by the
 * oracle; nothing here may decide that by itself.
 */
@NullMarked
package org.powercut.suites.selftest.oracle;

import org.jspecify.annotations.NullMarked;
