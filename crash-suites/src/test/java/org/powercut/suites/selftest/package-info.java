/**
 * Jupiter tests of the suites themselves: that planted bugs are caught, and that no result is lost where crash tests and
 * Jupiter tests share a module. They run the engine inside a test, through {@link
 * org.powercut.suites.selftest.SuiteRun}. No crash test may live here: it would run itself.
 */
@NullMarked
package org.powercut.suites.selftest;

import org.jspecify.annotations.NullMarked;
