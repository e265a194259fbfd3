package org.powercut.torture.samples;

import org.junit.jupiter.api.Disabled;

/** A test that is skipped, for the counts. */
@Disabled("only here to be skipped")
public class NotNow extends LogKeepsRecords {}
