package org.powercut.framework.explore;

import org.powercut.framework.fault.AddFence;
import org.powercut.framework.fault.AddFlush;
import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.Fault;
import org.powercut.framework.model.Site;

/**
 * A flush or fence more in the code, each time that a site is executed.
 *
 * @param what is added, and on which side of the site's instruction
 * @param site where
 * @param field the on-media name of what the site stored when it was lost; {@code ""} for a fence
 */
public record Change(What what, Site site, String field) {

    /** What is added. */
    public enum What {
        /** A write-back of the lines that the site's store touched, right after it. */
        FLUSH_AFTER,
        FENCE_BEFORE,
        FENCE_AFTER
    }

    /** The same as a fault, which patches it into the code under test. */
    Fault fault() {
        Aim aim = Aim.at(site.number());
        return switch (what) {
            case FLUSH_AFTER -> new AddFlush(aim);
            case FENCE_BEFORE -> AddFence.before(aim);
            case FENCE_AFTER -> AddFence.after(aim);
        };
    }

    /** Whether it can be patched in: only code that is instrumented has places. */
    boolean isPossible() {
        return site.number() != Site.UNINSTRUMENTED.number();
    }
}
