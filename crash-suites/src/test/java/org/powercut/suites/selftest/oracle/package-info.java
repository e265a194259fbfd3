/**
 * The framework's oracle against file systems that run: {@link org.powercut.suites.selftest.oracle.SpecificationTest} without
 * power cuts, {@link org.powercut.suites.selftest.oracle.JudgedWorkloads} with them, {@link
 * org.powercut.suites.selftest.oracle.OracleFindsBugsTest} with bugs planted. What is right is said by the oracle; nothing
 * here may decide that by itself.
 */
@NullMarked
package org.powercut.suites.selftest.oracle;

import org.jspecify.annotations.NullMarked;
