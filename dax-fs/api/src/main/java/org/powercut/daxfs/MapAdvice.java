package org.powercut.daxfs;

/** Advice on an existing mapping, as discussed for madvise(2). */
public enum MapAdvice {
    /** MADV_SYNC: makes a shared mapping keep the promise of {@link MapMode#SHARED_SYNC} from here on, or fails. */
    SYNC,
    /** MADV_DIRECT: asks that no copy in DRAM stands between mapping and media, or fails. */
    DIRECT
}
