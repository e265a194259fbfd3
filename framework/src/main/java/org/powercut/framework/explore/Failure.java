package org.powercut.framework.explore;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.FileMediaErrorException;
import org.powercut.framework.inject.InstructionLimitException;
import org.powercut.pmem.MediaErrorException;

/**
 * Why a crash state failed, and of which class the failure is.
 *
 * @param failureClass by what was thrown, and when
 * @param message what it said, or its type if it said nothing
 * @param cause what was thrown
 */
record Failure(FailureClass failureClass, String message, Throwable cause) {
    private static final String FRAMEWORK = "org.powercut.framework.";

    /** Packages of the framework: what slips there is our fault, unless it is how the device refuses an instruction. */
    private static final Set<String> FRAMEWORK_PACKAGES =
            Set.of("model", "fault", "inject", "explore", "api", "engine", "report");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}&&[^\n\r\t]]");

    static Failure of(Throwable thrown, boolean recovering) {
        return new Failure(classify(thrown, recovering), text(thrown), thrown);
    }

    /** A recovery or check that the watchdog had to interrupt. */
    static Failure overdue(Throwable thrown, long seconds) {
        return new Failure(
                FailureClass.RUNAWAY, "did not end within %d s: %s".formatted(seconds, text(thrown)), thrown);
    }

    /** A recovery or check that used up its instructions, whatever it made of that. */
    static Failure exhausted(@Nullable Throwable thrown, long instructions) {
        String message = "issued more than " + instructions + " instructions without an end";
        return new Failure(FailureClass.RUNAWAY, message, thrown == null ? new AssertionError(message) : thrown);
    }

    /**
     * A recovery or check that did not do what it did before when it was told the same.
     *
     * @param failure how the run ended, unless it passed
     */
    static Failure diverged(@Nullable Failure failure) {
        String message =
                "recovery or the check did not load the same when it had seen the same: it depends on something other than"
                        + " the media (a clock, a random number, a hash code of an object, another thread, what an earlier run"
                        + " has left in memory), and what was explored proves nothing"
                        + (failure == null ? "" : "; the run ended with: " + failure.message());
        return new Failure(
                FailureClass.FRAMEWORK_ERROR, message, failure == null ? new AssertionError(message) : failure.cause());
    }

    private static FailureClass classify(Throwable thrown, boolean recovering) {
        if (isRunaway(thrown)) {
            return FailureClass.RUNAWAY;
        }
        if (isSlip(thrown)) {
            return FailureClass.FRAMEWORK_ERROR;
        }
        if (recovering) {
            return FailureClass.UNMOUNTABLE;
        }
        return switch (thrown) {
            case BrokenPromise promise -> promise.failureClass();
            case MediaErrorException e -> FailureClass.MEDIA_ERROR_MISREPORTED;
            case FileMediaErrorException e -> FailureClass.MEDIA_ERROR_MISREPORTED;
            case CorruptFileSystemException e -> FailureClass.METADATA_INCONSISTENCY;
            default -> FailureClass.BROKEN_PROMISE;
        };
    }

    private static boolean isRunaway(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof InstructionLimitException
                    || at instanceof StackOverflowError
                    || at instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** Whether the framework itself fell, which must never pass for a verdict on the code under test. */
    private static boolean isSlip(Throwable thrown) {
        boolean slip = thrown instanceof NullPointerException
                || thrown instanceof ClassCastException
                || thrown instanceof ArrayIndexOutOfBoundsException
                || thrown instanceof LinkageError;
        StackTraceElement[] trace = thrown.getStackTrace();
        if (!slip || trace.length == 0) {
            return false;
        }
        String type = trace[0].getClassName();
        int end = type.lastIndexOf('.');
        return type.startsWith(FRAMEWORK)
                && end >= FRAMEWORK.length()
                && FRAMEWORK_PACKAGES.contains(type.substring(FRAMEWORK.length(), end));
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        boolean plain = thrown instanceof AssertionError || thrown instanceof InstructionLimitException;
        if (message == null || message.isBlank()) {
            return thrown.getClass().getName();
        }
        return visible(plain ? message : thrown.getClass().getSimpleName() + ": " + message);
    }

    /** Lost text is zeros, which XML cannot hold and terminals do not show: {@code \x00} instead. */
    private static String visible(String message) {
        return INVISIBLE
                .matcher(message)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\x%02x", (int) found.group().charAt(0)));
    }
}
