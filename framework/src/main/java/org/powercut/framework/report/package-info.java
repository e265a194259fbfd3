/**
 * Makes the results of crash tests readable: {@link org.powercut.framework.report.AllureFindings} for Allure, {@link
 * org.powercut.framework.report.FindingsWriter} for programs, {@link org.powercut.framework.report.TimelineText} for
 * terminals, and {@link org.powercut.framework.report.CountAudit}, which proves that none of them lost a result. A
 * page may be changed here together with its golden file; the JSON forms carry a version that must change with them.
 * What decides whether a test holds, and anything with a script in it, must never enter.
 */
@NullMarked
package org.powercut.framework.report;

import org.jspecify.annotations.NullMarked;
