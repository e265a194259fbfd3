package org.powercut.framework.trace;

import java.util.List;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Platform;

/**
 * What a trace file holds.
 *
 * @param recording what happened, and what the device held before
 * @param platform the persistency rules that it was recorded for
 * @param compilerOrder what the compiler may do to plain stores
 * @param imageKnown whether the recording's initial image was recorded; if not, it is zeros
 * @param files the files that the device consists of, ascending; at least one
 */
public record TraceFile(
        Recording recording,
        Platform platform,
        CompilerOrder compilerOrder,
        boolean imageKnown,
        List<ImageFile> files) {
    public TraceFile {
        files = List.copyOf(files);
    }

    /** A recorded workload, its device as one file. */
    public static TraceFile of(Recording recording, Platform platform, CompilerOrder compilerOrder) {
        ImageFile device = new ImageFile("device", 0, recording.initial().size());
        return new TraceFile(recording, platform, compilerOrder, true, List.of(device));
    }
}
