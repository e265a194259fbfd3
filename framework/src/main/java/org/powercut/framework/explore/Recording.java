package org.powercut.framework.explore;

import java.util.List;
import java.util.function.Function;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.MediaRange;
import org.powercut.pmem.PmemDevice;

/**
 * One run of a workload, ready to be explored.
 *
 * @param initial the device before the workload, durable
 * @param listed badblocks at that time that the device lists
 * @param latent badblocks at that time that it does not
 * @param trace what the workload did, markers included
 * @param sites the sites of the trace
 * @param names names the places of a device, as they are at the time of the call
 * @param testId stable name of the test, the same in every run: what a token is bound to
 * @param omission what was left out of the test
 */
public record Recording(
        DeviceImage initial,
        List<MediaRange> listed,
        List<MediaRange> latent,
        Trace trace,
        SiteTable sites,
        Function<PmemDevice, MediaMap> names,
        String testId,
        Omission omission) {
    public Recording {
        listed = List.copyOf(listed);
        latent = List.copyOf(latent);
    }

    /** A run of a whole test. */
    public Recording(
            DeviceImage initial,
            List<MediaRange> listed,
            List<MediaRange> latent,
            Trace trace,
            SiteTable sites,
            Function<PmemDevice, MediaMap> names,
            String testId) {
        this(initial, listed, latent, trace, sites, names, testId, Omission.nothing());
    }
}
