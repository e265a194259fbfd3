package org.powercut.samples.log;

import java.util.List;

/** The crash tests of this package, for the tests that run them. */
public final class Logs {
    public static final Class<?> RIGHT = RightLogCrash.class;
    public static final Class<?> UNFLUSHED = UnflushedLogCrash.class;
    public static final Class<?> UNFENCED = UnfencedLogCrash.class;
    public static final Class<?> HASTY = HastyLogCrash.class;
    public static final List<Class<?>> ALL = List.of(RIGHT, UNFLUSHED, UNFENCED, HASTY);

    private Logs() {}
}
