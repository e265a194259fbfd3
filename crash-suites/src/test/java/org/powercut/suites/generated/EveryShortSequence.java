package org.powercut.suites.generated;

import org.junit.jupiter.api.DisplayName;
import org.powercut.framework.api.CrashTest;
import org.powercut.framework.api.Explore;
import org.powercut.framework.api.GeneratedCrashTest;
import org.powercut.framework.api.GeneratedWorkloads;
import org.powercut.framework.api.OnFileSystem;

/**
 * Every operation that dax-fs or undo-fs declares, alone and made durable in each way there is, leaves what the oracle allows. {@code
 * ./powercut run --generated} makes it longer sequences.
 */
@CrashTest
@DisplayName("every short sequence of operations leaves a legal state")
@GeneratedWorkloads(value = "seq-1", batches = 2)
@OnFileSystem({"dax-fs:strong", "dax-fs:weak", "org.powercut.suites.undofs.UndoFsProvider"})
@Explore(budget = "100h", nested = 1)
class EveryShortSequence extends GeneratedCrashTest {}
