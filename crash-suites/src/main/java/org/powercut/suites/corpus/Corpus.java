package org.powercut.suites.corpus;

import java.util.List;
import org.powercut.framework.engine.PublishedBug;
import org.powercut.framework.engine.PublishedBugSource;

/**
 * The published bugs, by finder: Chipmunk (LeBlanc et al., EuroSys 2023) with its reports, Vinter (Kalbfleisch et al., ATC
 * 2022), Silhouette (FAST 2025), CrashMonkey (Mohan et al., OSDI 2018).
 */
public final class Corpus implements PublishedBugSource {
    private final BugList list = new BugList();

    /** Lists them. */
    public Corpus() {
        new ChipmunkBugs(list).add();
        new VinterBugs(list).add();
        new SilhouetteBugs(list).add();
        new CrashMonkeyBugs(list).add();
    }

    @Override
    public List<PublishedBug> bugs() {
        return list.bugs();
    }
}
