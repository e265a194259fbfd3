package org.powercut.torture;

import java.util.Locale;

/** What is taken from the code under test, one place at a time. */
enum MutationKind {
    /** The flush is not there. */
    FLUSH("flush dropped"),
    /** The fence is not there. */
    FENCE("fence dropped"),
    /** The fence comes only after the next store. */
    ORDER("fence after the next store"),
    /** What a checksum says is taken to be right. */
    CHECK("check passes always"),
    /** A page stays writable that was to be write-protected. */
    PROTECT("write-protect dropped");

    private final String words;

    MutationKind(String words) {
        this.words = words;
    }

    /** As options and tables have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is planted. */
    String inWords() {
        return words;
    }
}
