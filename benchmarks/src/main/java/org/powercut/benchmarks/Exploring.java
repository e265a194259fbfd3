package org.powercut.benchmarks;

import java.time.Duration;
import java.util.ServiceLoader;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Explorer;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.explore.Search;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Platform;

/** {@link ReplaceDocuments} on the file system of the class path, recorded once, to be explored again and again. */
final class Exploring {
    private static final long INSTRUCTIONS = 50_000_000;

    private final long deviceSize;
    private final ReplaceDocuments documents;
    private final DaxFileSystemProvider provider =
            ServiceLoader.load(DaxFileSystemProvider.class).findFirst().orElseThrow();
    private final Recording recording;

    /** @param deviceSize bytes */
    Exploring(ReplaceDocuments documents, long deviceSize) {
        this.documents = documents;
        this.deviceSize = deviceSize;
        this.recording = documents.record(provider, deviceSize);
    }

    Recording recording() {
        return recording;
    }

    /**
     * Explores crash states at every crash point.
     *
     * @param work what is done for each
     * @param statesPerPoint the most at each crash point that are chosen by rule
     * @param randomStates more at each crash point that is not explored exhaustively
     * @throws IllegalStateException if the file system breaks a promise: a benchmark of what does not work is worth
     *     nothing
     */
    Coverage run(Work work, int threads, long statesPerPoint, int randomStates, LongConsumer progress) {
        return run(() -> subject(work), threads, statesPerPoint, randomStates, progress);
    }

    /** As {@link #run(Work, int, long, int, LongConsumer)}, with subjects of one's own. */
    Coverage run(
            Supplier<Subject> subjects, int threads, long statesPerPoint, int randomStates, LongConsumer progress) {
        ExploreSettings settings = new ExploreSettings(
                Platform.ADR,
                CompilerOrder.PROGRAM,
                Search.EVERY_IMAGE,
                0,
                Duration.ofHours(1),
                Long.MAX_VALUE,
                statesPerPoint,
                2,
                randomStates,
                threads,
                0,
                1,
                INSTRUCTIONS);
        Exploration exploration = new Explorer().explore(recording, subjects, settings, progress);
        if (!exploration.findings().isEmpty()) {
            throw new IllegalStateException(exploration.findings().getFirst().message());
        }
        return exploration.coverage();
    }

    Subject subject(Work work) {
        return switch (work) {
            case PATCH, MOUNT, VERIFY, FSCK -> new InPlace(provider, documents, work);
            case COPY, FILE -> new OnCopy(provider, documents, deviceSize, work == Work.FILE);
        };
    }
}
