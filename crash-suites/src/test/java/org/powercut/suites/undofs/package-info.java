/**
 * undo-fs, a second file system that has nothing in common with dax-fs but the plug: small, in place, one undo journal, in the
 * manner of PMFS (Dulloor et al., EuroSys 2014). It proves that a file system plugs in, and the bugs of PMFS and WineFS can
 * be planted in it. It may use {@code org.powercut.daxfs} and {@code org.powercut.pmem}; dax-fs, the framework and switches
 * for bugs must never enter: bugs are planted by instrumentation.
 *
 * <p>On the media, in pages of 4096 bytes ({@link org.powercut.suites.undofs.Layout}): the superblock with the head of the trim
 * list; the undo journal; the table of inodes of 128 bytes; and blocks of data, directories and block maps. Which blocks are
 * in use is not on the media: {@link org.powercut.suites.undofs.Allocator} is filled anew at each mount.
 *
 * <ul>
 *   <li>{@link org.powercut.suites.undofs.Transaction} collects the words that an operation changes, and {@link
 *       org.powercut.suites.undofs.Journal} changes them in place: undo records and everything not yet reachable, fence; the
 *       words, fence; the generation that ends the records, fence.
 *   <li>{@link org.powercut.suites.undofs.BlockMap} is the radix tree of a file, whose root and height are one word of the
 *       inode; {@link org.powercut.suites.undofs.Directory} has slots whose first word is the inode, so that a name comes and
 *       goes with one word.
 *   <li>{@link org.powercut.suites.undofs.FileData} writes in place, word by word, new blocks before the words that lead to
 *       them; and {@link org.powercut.suites.undofs.UndoMapping} goes straight to those blocks.
 *   <li>{@link org.powercut.suites.undofs.TrimList} is the list of the inodes that a crash may leave with too many blocks:
 *       files that shrink, and files without a name that are open.
 *   <li>{@link org.powercut.suites.undofs.Recovery}, at each mount: undo what the journal holds, find the blocks in use, then
 *       trim what the list names.
 * </ul>
 */
@NullMarked
package org.powercut.suites.undofs;

import org.jspecify.annotations.NullMarked;
