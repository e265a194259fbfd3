/**
 * What holds when files, snapshots and a frozen file system share blocks: each owner keeps its own content through every
 * power cut. Workloads here clone, snapshot and freeze. Promises of a file that shares nothing must stay out.
 */
@NullMarked
package org.powercut.framework.testkit.sharing;

import org.jspecify.annotations.NullMarked;
