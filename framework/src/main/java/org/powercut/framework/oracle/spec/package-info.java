/**
 * A file system as it should be, in plain immutable data: {@link org.powercut.framework.oracle.spec.Specification} takes a
 * state and an operation and gives the next state, or the error that POSIX asks for. Besides the tree, a state has for each
 * page the contents that its media may hold, so that it also says what survives a power cut. It follows the man pages and
 * the plug's contract; no code of a file system, no device and no trace may enter.
 */
@NullMarked
package org.powercut.framework.oracle.spec;

import org.jspecify.annotations.NullMarked;
