package org.powercut.framework.fault;

import org.apiguardian.api.API;

/** One deviation from what the code under test asked of its device. Its text, in words, goes into reports. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Fault
        permits AddFence,
                AddFlush,
                DropFence,
                DropFlush,
                FailFence,
                MediaFault,
                PostponeFence,
                PostponeFlush,
                PostponeStore,
                ShortenFlush,
                SkipStore,
                TornWrite,
                UnsafeShutdown {

    /** Where and when it strikes. */
    Aim aim();

    /** Whether it can strike instructions of a family at all. */
    boolean strikes(Instruction instruction);
}
