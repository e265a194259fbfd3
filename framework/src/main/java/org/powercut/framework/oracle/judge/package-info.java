/**
 * Which states a power cut may leave: {@link org.powercut.framework.oracle.judge.Scenario} is a workload with its legal
 * states, {@link org.powercut.framework.oracle.judge.Verdict} what a recovered file system is judged to be, {@link
 * org.powercut.framework.oracle.judge.Probes} what it must still be able to do. All comparisons of content are in {@link
 * org.powercut.framework.oracle.judge.ContentReader}. A check here may only look through the plug; what a file system is
 * like inside, and how states are made, must never enter.
 */
@NullMarked
package org.powercut.framework.oracle.judge;

import org.jspecify.annotations.NullMarked;
