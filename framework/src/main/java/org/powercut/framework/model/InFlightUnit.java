package org.powercut.framework.model;

/**
 * A part of a store that is in flight, and reaches the media as a whole or not at all.
 *
 * @param event number of the store in the trace
 * @param address first byte on the device
 * @param length bytes: at most 8, or 64 for a direct store
 */
public record InFlightUnit(int event, long address, int length) {}
