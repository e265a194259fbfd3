/**
 * Tools for file system images: make, check, repair, show, list and copy. Each command is one class over {@link
 * org.powercut.torture.tools.ImageCommand}. They know the file system's interface only, and nothing of the other commands.
 */
@NullMarked
package org.powercut.torture.tools;

import org.jspecify.annotations.NullMarked;
