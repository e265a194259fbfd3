package org.powercut.framework.explore;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.inject.LoadObserver;
import org.powercut.framework.inject.UnseenBytes;
import org.powercut.framework.inject.WordTest;
import org.powercut.framework.model.ImageHash;
import org.powercut.pmem.Digest;

/**
 * Notes what would make the verdict of a {@link ReadTree}'s run worthless. A run that does not do the same as those before it, as long as
 * it is told the same, depends on something other than the media. And where the stack or the heap ended while a question was
 * decided, code under test may have caught that and gone on with no answer. Passes on what touches words in flight.
 */
final class RunGuard implements LoadObserver {
    private static final int LOADING = 1;
    private static final int STORING = 2;
    private static final int DIGESTING = 3;
    private static final int COPIED = 4;

    private final RunQuestions questions;
    private final WordsInFlight words;

    /** The hash of all that the run has done so far with words in flight, in order. */
    private long done;

    /** What that was at each step of the path, by number. */
    private long[] doneAt = new long[16];

    /** How many steps the run shares with those before it, and how many of them it has come to. */
    private int shared;

    private int met;

    /** Whether it does what it has just done once more: not each run does. */
    private boolean repeats;

    private @Nullable VirtualMachineError fallen;

    RunGuard(RunQuestions questions, WordsInFlight words) {
        this.questions = questions;
        this.words = words;
    }

    /** A run begins, with so many steps decided. */
    void begin(int steps) {
        shared = steps;
        met = 0;
        done = 0;
        fallen = null;
    }

    /** What the run has just done made a step of the path, which now has so many. */
    void decided(int steps) {
        if (steps > doneAt.length) {
            doneAt = Arrays.copyOf(doneAt, 2 * steps);
        }
        doneAt[steps - 1] = done;
    }

    /** Whether the run that just ended did not do what those did that were told the same. */
    boolean hasDiverged() {
        return met < shared;
    }

    /** What ended while a question of the run was decided, stack or heap; null if nothing. */
    @Nullable
    VirtualMachineError fallen() {
        return fallen;
    }

    /** Not told of what is asked of copied bytes: nobody is, where they happen to be decided by then. */
    private void does(int what, long first, long second) {
        if (repeats) {
            return;
        }
        done = ImageHash.mix(done + ImageHash.mix(first + what) + second);
        while (met < shared && doneAt[met] == done) {
            met++;
        }
    }

    @Override
    public void loading(long offset, long length) {
        if (words.mayTouch(offset, length)) {
            does(LOADING, offset, length);
            try {
                questions.loading(offset, length);
            } catch (VirtualMachineError e) {
                fallen = e;
                throw e;
            }
        }
    }

    @Override
    public void storing(long offset, long length) {
        if (words.mayTouch(offset, length)) {
            does(STORING, offset, length);
            try {
                questions.storing(offset, length);
            } catch (VirtualMachineError e) {
                fallen = e;
                throw e;
            }
        }
    }

    @Override
    public long digesting(long offset, MemorySegment buffer, Digest digest) {
        if (!words.mayTouch(offset, buffer.byteSize())) {
            return digest.of(buffer);
        }
        does(DIGESTING, offset, buffer.byteSize());
        try {
            return questions.digesting(offset, buffer, digest);
        } catch (VirtualMachineError e) {
            fallen = e;
            throw e;
        }
    }

    @Override
    public void copied(long offset, long length, UnseenBytes into, int position) {
        if (words.mayTouch(offset, length)) {
            does(COPIED, offset, length);
            try {
                questions.copied(offset, length, into, position, this);
            } catch (VirtualMachineError e) {
                fallen = e;
                throw e;
            }
        }
    }

    @Override
    public void looking(int number, long mask) {
        try {
            questions.looking(number, mask);
        } catch (VirtualMachineError e) {
            fallen = e;
            throw e;
        }
    }

    @Override
    public void repeating(Runnable copy) {
        repeats = true;
        try {
            questions.repeating(copy);
        } catch (VirtualMachineError e) {
            fallen = e;
            throw e;
        } finally {
            repeats = false;
        }
    }

    @Override
    public int firstFailing(UnseenBytes bytes, WordTest test, int bound) {
        try {
            return questions.firstFailing(bytes, test, bound);
        } catch (VirtualMachineError e) {
            fallen = e;
            throw e;
        }
    }
}
