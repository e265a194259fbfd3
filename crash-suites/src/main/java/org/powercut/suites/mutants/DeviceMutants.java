package org.powercut.suites.mutants;

import org.powercut.framework.fault.Aim;
import org.powercut.framework.fault.DropFence;
import org.powercut.framework.fault.PostponeStore;
import org.powercut.framework.fault.TornWrite;

/**
 * The bugs that break what a device promises. No file system runs in those tests, so the bug is in the little program on raw
 * pmem, as a programmer makes it who expects too much of the device, or in the device itself, which does what the architecture forbids.
 */
final class DeviceMutants {
    private static final String DEVICE = "device";

    private final MutantList list;

    DeviceMutants(MutantList list) {
        this.list = list;
    }

    void add() {
        list.device(
                "words-tear",
                DEVICE,
                "aligned stores of 8 bytes tear in the middle",
                new TornWrite(Aim.at("AlignedWordsNeverTear.overwriteOneWord:putLong"), 4),
                "G44");
        list.device(
                "line-out-of-order",
                DEVICE,
                "the first store to a line reaches the memory after the ones that follow it",
                new PostponeStore(Aim.at("StoresToOneLineKeepTheirOrder.recordThenValidWord:putLong#0")),
                "G44");
        list.device(
                "eadr-without-fence",
                "missing fence",
                "stores past the cache are not fenced, since the caches are durable",
                new DropFence(Aim.at("VisibleStoresSurviveOnEadr.storeWithoutFlush:fence")),
                "G45");
        list.device(
                "direct-store-tears",
                DEVICE,
                "the 64-byte direct store tears at words",
                new TornWrite(Aim.at("StoresPastTheCacheNeedAFence.copyFencePublish:directStore64"), 4),
                "G46");
        list.device(
                "copied-but-not-fenced",
                "missing fence",
                "what was copied past the cache is published without a fence in between",
                new DropFence(Aim.at("StoresPastTheCacheNeedAFence.copyFencePublish:fence#0")),
                "G46");
    }
}
