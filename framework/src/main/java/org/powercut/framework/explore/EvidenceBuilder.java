package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.explore.Evidence.Fate;
import org.powercut.framework.explore.Evidence.ImageChange;
import org.powercut.framework.explore.Evidence.LineState;
import org.powercut.framework.explore.Evidence.TimelineEvent;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.InFlightUnit;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.LineImage;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.Pmem;

/**
 * Collects what a report needs, cut by cut. Events of a recovery are numbered on from the end of the workload's trace.
 */
final class EvidenceBuilder implements Stage.CutViewer {
    /** Rows of the timeline of one trace: the latest ones that matter. */
    private static final int MOST_ROWS = 120;

    /** Lines in flight that are told of: more than anybody looks through, and each is some hundred bytes. */
    private static final int MOST_LINES = 2000;

    /** Events right before the cut that are shown even if they have to do with nothing that was lost. */
    private static final int LAST_EVENTS = 8;

    private final Recording recording;
    private final MediaMap names;
    private final List<Cut> cuts;
    private final List<TimelineEvent> timeline = new ArrayList<>();
    private final List<LineState> lines = new ArrayList<>();
    private final List<ImageChange> changes = new ArrayList<>();
    private final List<LostStore> lostStores = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();
    private int level;
    private int nextNumber;
    private int leftOut;

    /** @param names of the places of the device around the first cut */
    EvidenceBuilder(Recording recording, MediaMap names, List<Cut> cuts) {
        this.recording = recording;
        this.names = names;
        this.cuts = cuts;
    }

    Evidence evidence() {
        return new Evidence(timeline, lines, changes, leftOut, recording.trace(), recording.sites());
    }

    List<LostStore> lostStores() {
        return List.copyOf(lostStores);
    }

    /** What was seen of each cut. */
    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /**
     * A cut, and the trace that it cut.
     *
     * @param firstNumber what the numbers of the trace's events begin with
     * @param units in flight at the cut
     */
    record Seen(Trace trace, int firstNumber, List<InFlightUnit> units, List<LostStore> lost) {}

    @Override
    public void view(CrashStates states, BitSet lost, Trace trace) {
        int firstNumber = nextNumber;
        nextNumber += trace.size();
        int end = cuts.get(level++).crashPoint();
        List<InFlightUnit> units = states.inFlight();
        addTimeline(trace, end, firstNumber, units, lost);
        List<LostStore> here = LostStores.of(recording.sites(), names, trace, firstNumber, states, lost);
        lostStores.addAll(here);
        seen.add(new Seen(trace, firstNumber, units, here));
        List<LineImage> images = states.images(lost);
        if (images.size() > MOST_LINES) {
            leftOut += images.size() - MOST_LINES;
            images = images.stream()
                    .sorted(Comparator.comparing((LineImage image) -> Arrays.equals(image.media(), image.visible())))
                    .limit(MOST_LINES)
                    .toList();
        }
        images.forEach(image -> addLine(image, firstNumber));
    }

    private void addTimeline(Trace trace, int end, int firstNumber, List<InFlightUnit> units, BitSet lost) {
        Map<Integer, Fate> fates = fates(trace, units, lost);
        Set<Long> lostLines = new HashSet<>();
        lost.stream().forEach(unit -> lostLines.add(Pmem.floor(units.get(unit).address(), Pmem.LINE)));
        List<TimelineEvent> rows = new ArrayList<>();
        for (int event = end - 1; event >= 0 && rows.size() < MOST_ROWS; event--) {
            if (event >= end - LAST_EVENTS || matters(trace, event, lostLines)) {
                if (!rows.isEmpty() && rows.getLast().event() == event + firstNumber + 2) {
                    // to say that one event is left out would take as much space as the event
                    rows.add(row(trace, event + 1, firstNumber, fates));
                }
                rows.add(row(trace, event, firstNumber, fates));
            }
        }
        timeline.addAll(rows.reversed());
    }

    private static boolean matters(Trace trace, int event, Set<Long> lostLines) {
        Kind kind = trace.kind(event);
        if (kind == Kind.FENCE || kind == Kind.LOCKED_FAILED) {
            return !lostLines.isEmpty();
        }
        if (!kind.isStore() && !kind.isFlush()) {
            return true;
        }
        long from = Pmem.floor(trace.address(event), Pmem.LINE);
        long end = trace.address(event) + trace.length(event);
        return lostLines.stream().anyMatch(line -> line >= from && line < end);
    }

    private TimelineEvent row(Trace trace, int event, int firstNumber, Map<Integer, Fate> fates) {
        Kind kind = trace.kind(event);
        boolean located = kind.isStore() || kind.isFlush() || kind.isMedia();
        return new TimelineEvent(
                event + firstNumber,
                trace.thread(event),
                Words.what(trace, event),
                recording.sites().site(trace.site(event)),
                located ? trace.address(event) : -1,
                located ? names.nameOf(trace.address(event)) : "",
                kind.isStore() ? fates.getOrDefault(event, Fate.GUARANTEED) : Fate.NONE);
    }

    /** The fates of the events in flight; a part of one may have been guaranteed. */
    private static Map<Integer, Fate> fates(Trace trace, List<InFlightUnit> units, BitSet lost) {
        Map<Integer, Long> lostBytes = new HashMap<>();
        for (int i = 0; i < units.size(); i++) {
            lostBytes.merge(
                    units.get(i).event(), lost.get(i) ? (long) units.get(i).length() : 0L, Long::sum);
        }
        Map<Integer, Fate> fates = new HashMap<>();
        lostBytes.forEach((event, bytes) ->
                fates.put(event, bytes == 0 ? Fate.PERSISTED : bytes == trace.length(event) ? Fate.LOST : Fate.TORN));
        return fates;
    }

    private void addLine(LineImage image, int firstNumber) {
        if (!image.stores().isEmpty()) {
            lines.add(new LineState(
                    image.address(),
                    changedFields(image),
                    Words.hex(image.guaranteed()),
                    Words.hex(image.visible()),
                    Words.hex(image.media()),
                    image.stores().stream().map(event -> event + firstNumber).toList()));
        }
        addChanges(image);
    }

    private String changedFields(LineImage image) {
        Set<String> fields = new LinkedHashSet<>();
        for (int i = 0; i < image.media().length; i++) {
            long visible = image.visible()[i];
            if (image.guaranteed()[i] != visible || image.media()[i] != visible) {
                fields.add(names.nameOf(image.address() + (long) i * Pmem.ATOM));
            }
        }
        return fields.isEmpty() ? names.nameOf(image.address()) : String.join(", ", fields);
    }

    /** Runs of words that differ. */
    private void addChanges(LineImage image) {
        int words = image.media().length;
        for (int i = 0; i < words; ) {
            int end = i;
            while (end < words && image.media()[end] != image.visible()[end]) {
                end++;
            }
            if (end > i) {
                long address = image.address() + (long) i * Pmem.ATOM;
                changes.add(new ImageChange(
                        address,
                        names.nameOf(address),
                        Words.hex(Arrays.copyOfRange(image.visible(), i, end)),
                        Words.hex(Arrays.copyOfRange(image.media(), i, end))));
            }
            i = end + 1;
        }
    }
}
