/**
 * What a file system does while the power stays on: errors, limits, listings, attributes, and that files and mappings show the
 * same bytes. A class here asserts in its workload, and checks after each power cut that fsck finds nothing wrong. What must
 * survive a power cut belongs to the neighbours.
 */
@NullMarked
package org.powercut.framework.testkit.behaviour;

import org.jspecify.annotations.NullMarked;
