/**
 * The contract of DAX file systems as crash tests, for whoever plugs one in: {@link
 * org.powercut.framework.testkit.DaxFileSystemContract} runs all of them, and the packages below hold one class for each
 * promise. They all say the same thing with {@link org.powercut.framework.testkit.Content}, which makes bytes that can be told
 * apart, {@link org.powercut.framework.testkit.Tree}, a file system as it should be, and {@link
 * org.powercut.framework.testkit.History}, the states that are legal after a power cut; anyone may use these. Nothing here may
 * know how a file system works inside, or which one is mounted.
 */
@NullMarked
package org.powercut.framework.testkit;

import org.jspecify.annotations.NullMarked;
