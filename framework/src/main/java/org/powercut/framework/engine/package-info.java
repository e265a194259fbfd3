/**
 * The JUnit Platform engine: {@link org.powercut.framework.engine.PowercutTestEngine} finds crash tests, runs each one's
 * workload under the recorder, has the explorer visit its power cuts and gives JUnit one result for each test and each
 * failing interleaving. Whoever wants to hear more than JUnit tells implements {@link
 * org.powercut.framework.engine.CrashTestListener}. Persistency rules, choices of crash states and report formats must
 * never enter.
 */
@NullMarked
package org.powercut.framework.engine;

import org.jspecify.annotations.NullMarked;
