/**
 * What keeps a file system in shape promises to survive a power cut too: mkfs, unmount, growth of its tables, scrub, repair. A
 * class here may make, mount, check and damage a device itself, and may know its file system's structures by name. What
 * users do with files belongs to the neighbours.
 */
@NullMarked
package org.powercut.suites.upkeep;

import org.jspecify.annotations.NullMarked;
