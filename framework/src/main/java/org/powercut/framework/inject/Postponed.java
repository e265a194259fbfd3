package org.powercut.framework.inject;

import org.powercut.framework.model.Kind;

/**
 * A store, or flush or fence that goes with it, that a fault moved behind the thread's next fence.
 *
 * @param tear of a store: 0, or the bytes at which it may tear
 * @param address first byte on the device
 * @param length bytes
 */
record Postponed(Kind kind, int tear, int site, long address, long length) {}
