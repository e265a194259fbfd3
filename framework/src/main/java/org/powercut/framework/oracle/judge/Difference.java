package org.powercut.framework.oracle.judge;

/**
 * One thing that is not as it should be.
 *
 * @param path where
 * @param what which attribute, or {@code bytes 0 to 7}
 * @param found what there is
 * @param expected what there should be
 * @param aspect what kind of thing
 * @param offset where in the file, for content; 0 for the rest
 */
record Difference(String path, String what, String found, String expected, Aspect aspect, long offset) {

    Difference(String path, String what, String found, String expected, Aspect aspect) {
        this(path, what, found, expected, aspect, 0);
    }

    /** What can differ. */
    enum Aspect {
        NAMES,
        ATTRIBUTES,
        SIZE,
        BLOCKS,
        CONTENT,
        TARGET,
        XATTRS,
        SNAPSHOTS
    }

    @Override
    public String toString() {
        return path + ": " + what + " is " + found + ", not " + expected;
    }
}
