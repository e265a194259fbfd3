package org.powercut.suites.contract;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.SuiteDisplayName;
import org.powercut.framework.testkit.DaxFileSystemContract;

/** The whole contract, as far as the states of the build go. */
@SuiteDisplayName("dax-fs keeps the contract")
@ConfigurationParameter(key = "powercut.file-system", value = "dax-fs")
class DaxFsKeepsTheContractTest extends DaxFileSystemContract {}
