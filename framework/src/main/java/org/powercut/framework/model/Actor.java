package org.powercut.framework.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one thread has begun since its last fence, and its next fence completes. */
final class Actor {
    final List<Mark> marks = new ArrayList<>();
    final List<Unit> free = new ArrayList<>();

    @Nullable
    Barrier barrier;

    /** A flush: ordered units of the line with a number below {@code before} become guaranteed at the fence. */
    record Mark(Line line, long before) {}
}
