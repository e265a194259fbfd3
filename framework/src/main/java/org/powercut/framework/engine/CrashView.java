package org.powercut.framework.engine;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.powercut.framework.api.Crash;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.model.Platform;

/** Shows what the explorer knows of a power cut to the checks. */
record CrashView(CrashInfo info, Platform platform) implements Crash {

    @Override
    public boolean reached(String milestone) {
        return info.milestones().contains(milestone);
    }

    @Override
    public int times(String milestone) {
        return Collections.frequency(info.milestones(), milestone);
    }

    @Override
    public List<String> milestones() {
        return info.milestones();
    }

    @Override
    public Optional<String> operation() {
        return info.operation();
    }

    @Override
    public int nested() {
        return info.nested();
    }
}
