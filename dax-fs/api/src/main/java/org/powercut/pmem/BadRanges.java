package org.powercut.pmem;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The media errors of one device, as sorted runs of sectors: the {@link MediaErrors} of every device here, and of
 * any other that keeps its bytes in a {@link Media}.
 *
 * <p>Runs are copied on write, so loads read them without a lock and pay one field while there are none; changes
 * exclude one another. {@link #snapshot} and {@link #restore} move the whole state, for whoever explores many.
 */
public final class BadRanges implements MediaErrors {
    private static final Run[] NONE = {};

    private final long size;
    private final Consumer<MediaRange> zeroDurably;
    private volatile Run[] runs = NONE;

    /**
     * @param size the device's size in bytes, a multiple of {@link Pmem#PAGE}
     * @param zeroDurably makes zeros of a range of the media and returns when they are durable
     */
    public BadRanges(long size, Consumer<MediaRange> zeroDurably) {
        if (size <= 0 || size % Pmem.PAGE != 0) {
            throw new IllegalArgumentException(
                    "a device is a positive multiple of " + Pmem.PAGE + " bytes, not " + size);
        }
        this.size = size;
        this.zeroDurably = zeroDurably;
    }

    @Override
    public boolean isEmpty() {
        return runs.length == 0;
    }

    @Override
    public boolean isPoisoned(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        return firstIn(runs, offset, length) >= 0;
    }

    @Override
    public List<MediaRange> listed() {
        return ranges(runs, Sector.LISTED);
    }

    @Override
    public List<MediaRange> poisoned() {
        List<MediaRange> merged = new ArrayList<>();
        long start = -1;
        long end = -1;
        for (Run run : runs) {
            if (run.start != end) {
                addRange(merged, start, end);
                start = run.start;
            }
            end = run.end;
        }
        addRange(merged, start, end);
        return List.copyOf(merged);
    }

    @Override
    public void poison(long offset, long length, Visibility visibility) {
        switch (visibility) {
            case LATENT -> repaint(offset, length, old -> old == Sector.GOOD ? Sector.LATENT : old);
            case LISTED -> repaint(offset, length, old -> Sector.LISTED);
        }
    }

    @Override
    public void list(long offset, long length) {
        repaint(offset, length, old -> old == Sector.LATENT ? Sector.LISTED : old);
    }

    @Override
    public synchronized void clear(MediaRange range) {
        Objects.checkFromIndexSize(range.offset(), range.length(), size);
        // zeros first: whoever sees the poison gone must not see what was there before it
        zeroDurably.accept(range);
        repaint(range.offset(), range.length(), old -> Sector.GOOD);
    }

    /** All media errors as they are now. */
    public MediaState snapshot() {
        Run[] now = runs;
        return now.length == 0
                ? MediaState.GOOD
                : new MediaState(ranges(now, Sector.LISTED), ranges(now, Sector.LATENT));
    }

    /**
     * Makes the media errors what they were; the media's bytes stay as they are.
     *
     * @throws IndexOutOfBoundsException if a range of {@code state} leaves the device; nothing changes then
     */
    public synchronized void restore(MediaState state) {
        for (MediaRange range : state.listed()) {
            Objects.checkFromIndexSize(range.offset(), range.length(), size);
        }
        for (MediaRange range : state.latent()) {
            Objects.checkFromIndexSize(range.offset(), range.length(), size);
        }
        List<Run> restored = new ArrayList<>();
        state.listed().forEach(range -> restored.add(new Run(range.offset(), range.end(), Sector.LISTED)));
        state.latent().forEach(range -> restored.add(new Run(range.offset(), range.end(), Sector.LATENT)));
        restored.sort((a, b) -> Long.compare(a.start, b.start));
        runs = restored.isEmpty() ? NONE : restored.toArray(Run[]::new);
    }

    /**
     * What a load does: nothing on good media. On poisoned media it raises the machine check, and the driver lists
     * the sectors that raised it (linux: drivers/acpi/nfit/mce.c).
     */
    void onLoad(long offset, long length) {
        if (runs.length != 0) {
            throwIfPoisoned(offset, length);
        }
    }

    private void throwIfPoisoned(long offset, long length) {
        Run[] now = runs;
        int first = firstIn(now, offset, length);
        if (first < 0) {
            return;
        }
        long start = Math.max(now[first].start, Pmem.floor(offset, Pmem.SECTOR));
        long limit = Pmem.ceil(offset + length, Pmem.SECTOR);
        long end = Math.min(now[first].end, limit);
        for (int i = first + 1; i < now.length && now[i].start == end && end < limit; i++) {
            end = Math.min(now[i].end, limit);
        }
        list(start, end - start);
        throw new MediaErrorException(new MediaRange(start, end - start));
    }

    /** The index of the first run that shares a sector with the range, or -1. */
    private static int firstIn(Run[] runs, long offset, long length) {
        int low = 0;
        int high = runs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs[middle].end <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return length > 0 && low < runs.length && runs[low].start < offset + length ? low : -1;
    }

    /** Applies {@code change} to each sector that the range touches; runs split and merge as it goes. */
    private synchronized void repaint(long offset, long length, UnaryOperator<Sector> change) {
        Objects.checkFromIndexSize(offset, length, size);
        if (length == 0) {
            return;
        }
        long from = Pmem.floor(offset, Pmem.SECTOR);
        long to = Pmem.ceil(offset + length, Pmem.SECTOR);
        Merging painted = new Merging();
        long done = from;
        for (Run run : runs) {
            painted.add(run.start, Math.min(run.end, from), run.sector);
            long start = Math.max(run.start, from);
            long end = Math.min(run.end, to);
            if (start < end) {
                painted.add(done, start, change.apply(Sector.GOOD));
                painted.add(start, end, change.apply(run.sector));
                done = end;
            } else if (run.start >= to) {
                painted.add(done, to, change.apply(Sector.GOOD));
                done = to;
            }
            painted.add(Math.max(run.start, to), run.end, run.sector);
        }
        painted.add(done, to, change.apply(Sector.GOOD));
        runs = painted.runs.isEmpty() ? NONE : painted.runs.toArray(Run[]::new);
    }

    private static List<MediaRange> ranges(Run[] runs, Sector sector) {
        List<MediaRange> ranges = new ArrayList<>();
        for (Run run : runs) {
            if (run.sector == sector) {
                ranges.add(new MediaRange(run.start, run.end - run.start));
            }
        }
        return List.copyOf(ranges);
    }

    private static void addRange(List<MediaRange> ranges, long start, long end) {
        if (start < end) {
            ranges.add(new MediaRange(start, end - start));
        }
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }

    private enum Sector {
        GOOD,
        LATENT,
        LISTED
    }

    /** Neighbouring bad sectors of one kind, in bytes. */
    private record Run(long start, long end, Sector sector) {}

    /** Collects runs in ascending order, drops good and empty ones, and joins neighbours of one kind. */
    private static final class Merging {
        final List<Run> runs = new ArrayList<>();

        void add(long start, long end, Sector sector) {
            if (start >= end || sector == Sector.GOOD) {
                return;
            }
            if (!runs.isEmpty() && runs.getLast().end == start && runs.getLast().sector == sector) {
                runs.set(runs.size() - 1, new Run(runs.getLast().start, end, sector));
            } else {
                runs.add(new Run(start, end, sector));
            }
        }
    }
}
