package org.powercut.framework.explore;

import java.util.List;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.DeviceImage;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.MediaRange;

/**
 * One run of a workload, ready to be explored.
 *
 * @param initial the device before the workload, durable
 * @param listed badblocks at that time that the device lists
 * @param latent badblocks at that time that it does not
 * @param trace what the workload did, markers included
 * @param sites the sites of the trace
 * @param names names of the places of the device at the end of the workload
 * @param testId stable name of the test, the same in every run: what a token is bound to
 */
public record Recording(
        DeviceImage initial,
        List<MediaRange> listed,
        List<MediaRange> latent,
        Trace trace,
        SiteTable sites,
        MediaMap names,
        String testId) {
    public Recording {
        listed = List.copyOf(listed);
        latent = List.copyOf(latent);
    }
}
