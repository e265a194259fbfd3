package org.powercut.framework.model;

import java.util.List;

/**
 * A line in flight at a power cut, as words, little endian.
 *
 * @param address of the line
 * @param guaranteed what could not be lost
 * @param visible what the program saw
 * @param media what the power cut left
 * @param stores numbers of the events that are in flight in the line, in order
 */
@SuppressWarnings("ArrayRecordComponent") // made to be read at once, never compared
public record LineImage(long address, long[] guaranteed, long[] visible, long[] media, List<Integer> stores) {}
