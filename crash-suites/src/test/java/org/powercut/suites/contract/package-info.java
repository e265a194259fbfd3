/**
 * The contract of DAX file systems, held against two that have nothing in common: dax-fs, and {@link
 * org.powercut.suites.undofs.UndoFsProvider undo-fs}, which proves that a file system plugs in. A class here names a file
 * system and the budget of the build; promises belong to {@code org.powercut.framework.testkit}.
 */
@NullMarked
package org.powercut.suites.contract;

import org.jspecify.annotations.NullMarked;
