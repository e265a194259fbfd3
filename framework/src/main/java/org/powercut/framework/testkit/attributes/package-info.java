/**
 * What is promised of all that a file has beside names and data: extended attributes and flags. Workloads here change
 * them one by one. Modes, owners and times are with fsync, since their promise is fsync's.
 */
@NullMarked
package org.powercut.framework.testkit.attributes;

import org.jspecify.annotations.NullMarked;
