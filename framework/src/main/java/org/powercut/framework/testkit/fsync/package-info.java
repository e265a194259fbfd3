/**
 * What fsync(2), fdatasync(2), msync(2) and sync(2) promise, for stores through mappings above all: one class for each
 * promise. A class here may use the file system's public face and mappings, and any number of files. Power cuts that
 * no such call precedes belong to the neighbours.
 */
@NullMarked
package org.powercut.framework.testkit.fsync;

import org.jspecify.annotations.NullMarked;
