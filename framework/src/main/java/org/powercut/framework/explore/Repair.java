package org.powercut.framework.explore;

import java.util.List;
import java.util.Optional;
import org.powercut.framework.model.Site;

/** What came of the attempt to make a finding go away by a flush or fence more. */
public sealed interface Repair {

    /**
     * Changes were patched into the code, and no crash state fails the same way any more.
     *
     * @param changes all of them are needed
     * @param moved the flush or fence of the code that came too late, if the whole test holds without it then: perhaps it
     *     is to be moved
     * @param tried how many repairs were tried, this one included
     * @param coverage the crash states that were tried with it, from the finding's crash point on
     */
    record Verified(List<Change> changes, Optional<Site> moved, int tried, Coverage coverage) implements Repair {
        public Verified {
            changes = List.copyOf(changes);
        }
    }

    /**
     * No flush and no fence helps: the order of the stores or the logic is wrong. That is certain: it fails even with
     * every store written back and fenced at once, or with nothing lost.
     *
     * @param tried how many repairs were tried
     */
    record NoneHelps(int tried) implements Repair {}

    /**
     * None of the repairs that were tried helps, and yet it goes away with every store written back and fenced at once.
     *
     * @param tried how many repairs were tried
     */
    record NotFound(int tried) implements Repair {}

    /**
     * Nothing could be tried.
     *
     * @param why in words
     */
    record NotTried(String why) implements Repair {}
}
