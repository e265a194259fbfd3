package org.powercut.framework.trace;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.Platform;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.MediaRange;

/** Traces as they come from a recording. */
final class TraceSamples {
    static final long SIZE = 8192;

    private TraceSamples() {}

    /** A trace on a device of zeros, with sites 1 to 7. */
    static TraceFile of(Trace trace) {
        return of(trace, new TreeMap<>(), List.of());
    }

    static TraceFile of(Trace trace, TreeMap<Long, byte[]> pages, List<MediaRange> listed) {
        Stream<Site> sites = IntStream.range(1, 8).mapToObj(i -> new Site(i, "org.x.Log", "s" + i, 10 + i, "store", 0));
        Recording recording = new Recording(
                new DeviceImage(SIZE, pages),
                listed,
                List.of(),
                trace,
                new SiteTable(
                        0xfeed_0000_0000_0001L,
                        Stream.concat(Stream.of(Site.UNINSTRUMENTED), sites).toList()),
                device -> MediaMap.unnamed(),
                "org.x.LogTest");
        return TraceFile.of(recording, Platform.ADR, CompilerOrder.JAVA);
    }
}
