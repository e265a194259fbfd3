package org.powercut.framework.testkit;

import org.apiguardian.api.API;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;
import org.powercut.framework.engine.PowercutTestEngine;

/**
 * Everything that a DAX file system promises, as crash tests. Whoever plugs one in extends this class and names the file
 * system; what it does not declare as a {@link org.powercut.daxfs.Capability} is skipped, and the reason told:
 *
 * <pre>{@code
 * @ConfigurationParameter(key = "powercut.file-system", value = "my-fs")
 * class MyFsKeepsTheContractTest extends DaxFileSystemContract {}
 * }</pre>
 *
 * <p>The name of the provider's class does as well as the name of the file system, and {@code my-fs,my-fs:weak} tests both
 * contracts. A single promise is tested by a class that extends the one of the promise; it may have annotations of its own,
 * {@link org.powercut.framework.api.OnFileSystem} and {@link org.powercut.framework.api.Explore} above all. The methods of a
 * promise are out of reach for those who extend it, so that nobody weakens it by mistake.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Suite
@IncludeEngines(PowercutTestEngine.ID)
@SelectPackages("org.powercut.framework.testkit")
@IncludeClassNamePatterns(".*")
public abstract class DaxFileSystemContract {}
