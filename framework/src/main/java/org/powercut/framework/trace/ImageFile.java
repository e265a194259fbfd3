package org.powercut.framework.trace;

/**
 * A file whose bytes are a part of a trace's device, as a check expects to find it.
 *
 * @param name as the trace names it
 * @param offset of its first byte on the device
 * @param size bytes
 */
public record ImageFile(String name, long offset, long size) {}
