package org.powercut.pmem;

/**
 * What a device says of power that it lost at the wrong moment.
 *
 * @param deviceId tells apart the devices that an image may be moved between
 * @param count only ever grows
 */
public record UnsafeShutdowns(long deviceId, long count) {}
