package org.powercut.torture.invalid;

import org.powercut.framework.api.CrashTest;

/** Not a valid crash test: it says neither what to run nor what to check. */
@CrashTest
public class NoWorkload {}
