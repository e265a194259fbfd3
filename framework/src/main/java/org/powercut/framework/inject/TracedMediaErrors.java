package org.powercut.framework.inject;

import java.util.List;
import java.util.function.Consumer;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Site;
import org.powercut.pmem.BadRanges;
import org.powercut.pmem.MediaErrors;
import org.powercut.pmem.MediaRange;

/** The media errors of a traced device: each change is recorded and can be undone. */
final class TracedMediaErrors implements MediaErrors {
    private final UndoableMedia memory;
    private final BadRanges errors;
    private final Recorder recorder;
    private final Consumer<MediaRange> clearing;

    /** @param clearing is told which bytes are about to become zeros */
    TracedMediaErrors(UndoableMedia memory, Recorder recorder, Consumer<MediaRange> clearing) {
        this.memory = memory;
        this.recorder = recorder;
        this.clearing = clearing;
        errors = memory.media().errors();
    }

    @Override
    public boolean isEmpty() {
        return errors.isEmpty();
    }

    @Override
    public boolean isPoisoned(long offset, long length) {
        return errors.isPoisoned(offset, length);
    }

    @Override
    public List<MediaRange> listed() {
        return errors.listed();
    }

    @Override
    public List<MediaRange> poisoned() {
        return errors.poisoned();
    }

    @Override
    public void poison(long offset, long length, Visibility visibility) {
        poison(offset, length, visibility, Site.UNINSTRUMENTED.number());
    }

    @Override
    public void list(long offset, long length) {
        list(offset, length, Site.UNINSTRUMENTED.number());
    }

    @Override
    public void clear(MediaRange range) {
        clearing.accept(range);
        memory.changing(range.offset(), range.length());
        memory.changingErrors();
        errors.clear(range);
        recorder.media(Kind.POISON_CLEARED, Site.UNINSTRUMENTED.number(), range);
    }

    void poison(long offset, long length, Visibility visibility, int site) {
        memory.media().checkBounds(offset, length);
        if (length > 0) {
            memory.changingErrors();
            errors.poison(offset, length, visibility);
            Kind kind = visibility == Visibility.LATENT ? Kind.POISON_LATENT : Kind.POISON_LISTED;
            recorder.media(kind, site, MediaRange.covering(offset, length));
        }
    }

    void list(long offset, long length, int site) {
        if (!errors.isPoisoned(offset, length)) {
            return;
        }
        MediaRange asked = MediaRange.covering(offset, length);
        List<MediaRange> found = memory.errors().latent().stream()
                .filter(latent -> latent.offset() < asked.end() && asked.offset() < latent.end())
                .toList();
        if (found.isEmpty()) {
            return;
        }
        memory.changingErrors();
        errors.list(offset, length);
        for (MediaRange latent : found) {
            long start = Math.max(latent.offset(), asked.offset());
            long end = Math.min(latent.end(), asked.end());
            recorder.media(Kind.POISON_LISTED, site, new MediaRange(start, end - start));
        }
    }
}
