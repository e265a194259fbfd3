package org.powercut.framework.explore;

import org.powercut.framework.model.Site;

/**
 * A store, or the part of one, that did not reach the media in a crash state although it was issued.
 *
 * @param event its number in the trace
 * @param site where it was issued
 * @param address first lost byte on the device
 * @param length lost bytes
 * @param field the on-media name of the place
 */
public record LostStore(int event, Site site, long address, int length, String field) {}
