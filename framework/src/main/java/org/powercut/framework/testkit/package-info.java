/**
 * What crash tests of file systems say the same thing with: {@link org.powercut.framework.testkit.Content} makes bytes that
 * can be told apart, {@link org.powercut.framework.testkit.Tree} is a file system as it should be, and {@link
 * org.powercut.framework.testkit.History} the states that are legal after a power cut. Anyone who writes a crash test for a
 * file system may use it. Nothing here may know how a file system works inside, or which one is mounted.
 */
@NullMarked
package org.powercut.framework.testkit;

import org.jspecify.annotations.NullMarked;
