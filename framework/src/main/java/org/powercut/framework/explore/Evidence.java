package org.powercut.framework.explore;

import java.util.List;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;
import org.powercut.framework.model.Trace;

/**
 * What a report needs to explain a finding.
 *
 * @param timeline the events around the cut that matter, in order
 * @param lines the cache lines that were in flight at the cut, those first that lost something if they are not all
 * @param changes where the crash image differs from the image with everything persisted, in these lines
 * @param leftOut how many lines in flight there are beside {@code lines}
 * @param trace the whole trace
 * @param sites the sites of the trace
 */
public record Evidence(
        List<TimelineEvent> timeline,
        List<LineState> lines,
        List<ImageChange> changes,
        int leftOut,
        Trace trace,
        SiteTable sites) {

    public Evidence {
        timeline = List.copyOf(timeline);
        lines = List.copyOf(lines);
        changes = List.copyOf(changes);
    }

    /** What became of an event's effect at the power cut. */
    public enum Fate {
        /** Flushed and fenced before the cut: the hardware had promised it. */
        GUARANTEED,
        /** In flight, and it reached the media. */
        PERSISTED,
        /** In flight, and only a part of it reached the media. */
        TORN,
        /** In flight, and lost. */
        LOST,
        /** Nothing that could be lost: a flush, a fence, a marker. */
        NONE
    }

    /**
     * One row of the timeline.
     *
     * @param event number in the trace; the power was cut before event {@code crashPoint}
     * @param thread who issued it
     * @param what the event in words: {@code store 8 bytes 0x...}, {@code clwb}, {@code fence}, {@code begin rename}
     * @param site where
     * @param address first byte on the device, or -1
     * @param field the on-media name of the place, or {@code ""}
     * @param fate what became of it
     */
    public record TimelineEvent(int event, int thread, String what, Site site, long address, String field, Fate fate) {}

    /**
     * A line in flight at the cut.
     *
     * @param address of the line, in bytes
     * @param field the on-media names of its words that the program or the power cut changed, with commas between
     *     them; that of its first byte if no word has another value than before
     * @param guaranteed the 64 bytes that could not be lost, in hex
     * @param visible the 64 bytes that the program saw, in hex
     * @param media the 64 bytes that the power cut left, in hex
     * @param stores numbers of the in-flight stores to the line, in order
     */
    public record LineState(
            long address, String field, String guaranteed, String visible, String media, List<Integer> stores) {}

    /**
     * A run of bytes that differ.
     *
     * @param address first byte
     * @param field its on-media name
     * @param expected bytes with everything persisted, in hex
     * @param found bytes of the crash image, in hex
     */
    public record ImageChange(long address, String field, String expected, String found) {}
}
