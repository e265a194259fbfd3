package org.powercut.framework.explore;

/** Which crash states are tried where there is more than one way to find all that matter. */
public enum Search {
    /** Those that recovery and checks can tell apart by what they load. */
    EXACT,
    /** Every one with an image of its own; to compare with. */
    EVERY_IMAGE
}
