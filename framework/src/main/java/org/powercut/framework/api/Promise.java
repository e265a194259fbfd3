package org.powercut.framework.api;

import org.apiguardian.api.API;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.FailureClass;

/**
 * Says what kind of promise assertions stand for, so that reports sort failures by what they mean:
 * {@code Promise.durable(() -> assertThat(fs.exists("/b")).isTrue())}. An assertion outside counts as a broken promise of
 * no special kind. Errors that are no {@link AssertionError} pass through unchanged.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Promise {

    private Promise() {}

    /** What was acknowledged is there: else {@link FailureClass#LOST_ACKNOWLEDGED_DATA}. */
    public static void durable(Runnable assertions) {
        hold(FailureClass.LOST_ACKNOWLEDGED_DATA, assertions);
    }

    /** An update is there as a whole or not at all: else {@link FailureClass#TORN_WRITE}. */
    public static void atomic(Runnable assertions) {
        hold(FailureClass.TORN_WRITE, assertions);
    }

    /** Nothing shows that was deleted, overwritten or never there: else {@link FailureClass#STALE_DATA}. */
    public static void fresh(Runnable assertions) {
        hold(FailureClass.STALE_DATA, assertions);
    }

    /** Structures agree with one another: else {@link FailureClass#METADATA_INCONSISTENCY}. */
    public static void consistent(Runnable assertions) {
        hold(FailureClass.METADATA_INCONSISTENCY, assertions);
    }

    /** Media errors are reported where they are and nowhere else: else {@link FailureClass#MEDIA_ERROR_MISREPORTED}. */
    public static void mediaErrorsTold(Runnable assertions) {
        hold(FailureClass.MEDIA_ERROR_MISREPORTED, assertions);
    }

    /** An error to throw where no assertion library is at hand. */
    public static BrokenPromise broken(FailureClass kind, String message) {
        return new BrokenPromise(kind, message);
    }

    private static void hold(FailureClass kind, Runnable assertions) {
        try {
            assertions.run();
        } catch (BrokenPromise inner) {
            throw inner;
        } catch (AssertionError failed) {
            String message = failed.getMessage();
            BrokenPromise broken = broken(kind, message == null ? "an assertion failed without a message" : message);
            broken.initCause(failed);
            throw broken;
        }
    }
}
