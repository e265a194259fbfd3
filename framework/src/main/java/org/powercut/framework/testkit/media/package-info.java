/**
 * What is promised when the media fails: errors and never garbage, listed for each file, remembered, and healed in the
 * right order. A class here poisons the device itself, and may look for content on it. Layouts of one file system must
 * stay out, save under OnFileSystem.
 */
@NullMarked
package org.powercut.framework.testkit.media;

import org.jspecify.annotations.NullMarked;
