package org.powercut.suites.contract;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.SuiteDisplayName;
import org.powercut.framework.testkit.DaxFileSystemContract;

/** The contract, as far as undo-fs declares it; fewer states, since most of what it does is one journal. */
@SuiteDisplayName("undo-fs keeps the contract")
@ConfigurationParameter(key = "powercut.file-system", value = "org.powercut.suites.undofs.UndoFsProvider")
@ConfigurationParameter(key = "powercut.states", value = "600")
class UndoFsKeepsTheContractTest extends DaxFileSystemContract {}
