package org.powercut.framework.report;

import org.powercut.framework.engine.CrashTestInfo;

/** How reports name tests: short, and the same everywhere. */
public final class TestNames {
    private TestNames() {}

    /** {@code RenameReplacesTarget.rename}. */
    public static String of(CrashTestInfo test) {
        return simpleName(test.testClass()) + "." + test.workload();
    }

    /** A class's name with those around it, without the package: {@code Outer.Inner}. */
    public static String simpleName(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : simpleName(outer) + "." + type.getSimpleName();
    }

    /** {@code dax-fs, ADR}, and the faults if there are any. */
    public static String variant(CrashTestInfo test) {
        String text = test.fileSystem() + ", " + test.platform();
        return test.faults().isEmpty() || test.faults().equals("none") ? text : text + ", " + test.faults();
    }
}
