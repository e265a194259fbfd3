/**
 * What a file system must do, independent of any: {@link org.powercut.framework.oracle.Operation} is the vocabulary of
 * workloads, {@link org.powercut.framework.oracle.OperationRunner} performs one on a real file system. Types here are
 * plain data and pure functions of it; a new operation is a record, its line of text, and its case in the runner. No file
 * system's own code, and nothing that knows of test classes or reports, may enter.
 */
@NullMarked
package org.powercut.framework.oracle;

import org.jspecify.annotations.NullMarked;
