package org.powercut.daxfs;

/**
 * What the software MMU of a mapping has done so far.
 *
 * @param loads faults that made a page readable
 * @param stores faults that made a page writable
 * @param copies faults that copied a page because it was shared, or held by a snapshot
 * @param commits faults that committed metadata before the page became writable
 * @param huge faults that mapped 2 MiB at once
 */
public record FaultCounts(long loads, long stores, long copies, long commits, long huge) {}
