package org.powercut.framework.inject;

import java.util.Set;
import java.util.TreeSet;
import org.powercut.framework.inject.programs.loaded.AlreadyLoaded;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;

/** What the child processes of {@link AgentTest} run: prints the build, every site, and the sites that code recorded. */
public final class ChildJvm {
    private ChildJvm() {}

    /** @param args the packages under test; without any, they were given to the agent */
    public static void main(String[] args) {
        System.out.println("before " + sitesOf(record()));
        Instrumentation instrumentation = Instrumentation.install(Set.of(args));
        SiteTable sites = instrumentation.sites();
        System.out.println("after " + sitesOf(record()));
        System.out.println("build " + Long.toHexString(sites.build()));
        long loaded = instrumentation
                .sites(Set.of(AlreadyLoaded.class.getPackageName()))
                .build();
        System.out.println("build " + Long.toHexString(loaded) + " of the loaded package");
        for (Site site : sites.sites()) {
            System.out.println(site.number() + " " + site.name() + " " + site);
        }
    }

    private static Trace record() {
        TracedDevice device = TracedDevice.ofSize(4096);
        Tape tape = new Tape();
        device.record(tape);
        AlreadyLoaded.run(device);
        device.stopRecording();
        device.release();
        return tape.trace();
    }

    private static String sitesOf(Trace trace) {
        Set<Boolean> known = new TreeSet<>();
        for (int event = 0; event < trace.size(); event++) {
            known.add(trace.site(event) != 0);
        }
        return trace.size() + " events, "
                + (known.equals(Set.of(true)) ? "all" : known.contains(true) ? "some" : "none") + " with a site";
    }
}
