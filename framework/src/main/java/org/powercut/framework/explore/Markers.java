package org.powercut.framework.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.ImageHash;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/** Follows the markers of a trace: the milestones reached, and the operations that are running. */
final class Markers {
    private final Trace trace;
    private final List<String> milestones = new ArrayList<>();
    private final List<Operation> running = new ArrayList<>();
    private int position;
    private long milestonesHash;
    private @Nullable CrashInfo info;

    Markers(Trace trace) {
        this.trace = trace;
    }

    void advanceTo(int target) {
        for (; position < target; position++) {
            Kind kind = trace.kind(position);
            switch (kind) {
                case OPERATION_BEGIN -> running.add(new Operation(trace.thread(position), trace.text(position)));
                case OPERATION_END -> end(trace.thread(position));
                case MILESTONE -> {
                    milestones.add(trace.text(position));
                    milestonesHash = ImageHash.mix(milestonesHash + ReplayToken.hash(trace.text(position)));
                }
                default -> {
                    continue;
                }
            }
            info = null;
        }
    }

    /** What is known of a power cut here. */
    CrashInfo info() {
        CrashInfo known = info;
        if (known == null) {
            known = new CrashInfo(new Prefix(milestones, milestones.size()), operation(), 0);
            info = known;
        }
        return known;
    }

    /** The same as a hash: a state with the same image and the same hash has the same verdict. */
    long hash() {
        // not symmetric: a milestone may have the name of the operation
        long operation = operation().map(ReplayToken::hash).orElse(0L);
        return ImageHash.mix(31 * ImageHash.mix(milestonesHash + 1) + operation);
    }

    private Optional<String> operation() {
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of(running.getLast().name());
    }

    private void end(int thread) {
        for (int i = running.size() - 1; i >= 0; i--) {
            if (running.get(i).thread() == thread) {
                running.remove(i);
                return;
            }
        }
    }

    private record Operation(int thread, String name) {}
}
