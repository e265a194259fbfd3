package org.powercut.framework.oracle.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Errno;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.VersionedBytes;

/**
 * What writes and truncates do. A write of a copy-on-write file makes new pages, so that it has happened or not. One in place
 * adds versions to the pages that there are: each word is old or new by itself, but what grows the file is there with the
 * size, or not at all.
 */
final class DataRules {
    private final Draft draft;

    DataRules(Draft draft) {
        this.draft = draft;
    }

    // writing

    void write(Operation.Write write) {
        int number = writable(write.path());
        write(number, write.offset(), bytes(write.version(), write.offset(), write.length()));
    }

    void append(Operation.Append append) {
        int number = file(append.path());
        SpecError.unless(!draft.file(number).attributes().isImmutable(), Errno.EPERM);
        long end = draft.file(number).data().size();
        write(number, end, bytes(append.version(), end, append.length()));
    }

    private static byte[] bytes(int version, long offset, long length) {
        return VersionedBytes.of(version, offset, Math.toIntExact(length));
    }

    /** The number of the file that a path names; fails as open(2) does if it is something else. */
    int file(String path) {
        int number = PathWalk.find(draft, path);
        Node node = draft.node(number);
        SpecError.unless(!(node instanceof Node.Directory), Errno.EISDIR);
        SpecError.unless(node instanceof Node.File, Errno.ENXIO);
        return number;
    }

    /** As {@link #file}, opened for writing anywhere. */
    int writable(String path) {
        int number = file(path);
        SpecError.unless(!draft.file(number).attributes().isFixed(), Errno.EPERM);
        return number;
    }

    private void write(int number, long offset, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        if (isInPlace(draft.file(number))) {
            writeInPlace(number, offset, bytes);
        } else {
            writeNewPages(number, offset, bytes);
        }
        draft.touch(number);
    }

    boolean isInPlace(Node.File file) {
        return file.isInPlace() || !draft.rules.can(Capability.DATA_COW);
    }

    /** A write that happens as a whole or not at all. */
    void writeNewPages(int number, long offset, byte[] bytes) {
        Node.File file = draft.file(number);
        NavigableMap<Long, Integer> pages = new TreeMap<>(file.data().pages());
        FilePages.forEach(offset, offset + bytes.length, (index, from, to, at) -> {
            List<byte[]> versions = versions(pages.get(index)).stream()
                    .map(old -> Page.patched(old, bytes, from, to, at))
                    .toList();
            pages.put(index, newPage(versions, null));
        });
        long size = Math.max(file.data().size(), offset + bytes.length);
        draft.nodes.put(number, file.with(new FileData(size, pages)));
    }

    /** A write, or a store through a mapping, that tears at words. Bytes past the old end come with the new size only. */
    void writeInPlace(int number, long offset, byte[] bytes) {
        Node.File file = draft.file(number);
        long oldSize = file.data().size();
        NavigableMap<Long, Integer> pages = new TreeMap<>(file.data().pages());
        FilePages.forEach(offset, offset + bytes.length, (index, from, to, at) -> {
            int grown = (int) Math.clamp(oldSize - index * FileData.PAGE, from, to);
            Page page = ownPage(pages.get(index));
            List<byte[]> old = page.patchedVersions(bytes, grown, to, at + grown - from);
            Page before = new Page(page.number(), page.birth(), page.block(), old, page.durableBy());
            draft.pages.put(page.number(), before.stored(bytes, from, to, at));
            pages.put(index, page.number());
            storeBelow(page, bytes, from, to, at);
        });
        long size = Math.max(oldSize, offset + bytes.length);
        draft.nodes.put(number, file.with(new FileData(size, pages)));
    }

    /** The page itself if it is this file's alone, or else a copy. */
    private Page ownPage(@Nullable Integer number) {
        Page page = number == null ? null : draft.pages.get(number);
        if (page != null && !Sharing.isShared(draft, page.number())) {
            return page;
        }
        return draft.page(newPage(versions(number), null));
    }

    /** A page that may have the block of another one: stores reach that one, too, unless something else has it, and this is a copy. */
    private void storeBelow(Page page, byte[] bytes, int from, int to, int at) {
        for (Page above = page; above.block() != above.number() && !Sharing.isOwned(draft, above.block()); ) {
            Page below = draft.page(above.block());
            draft.pages.put(below.number(), below.stored(bytes, from, to, at));
            above = below;
        }
    }

    private List<byte[]> versions(@Nullable Integer number) {
        Page page = number == null ? null : draft.pages.get(number);
        return page == null ? List.of(Page.ZEROS) : page.versions();
    }

    /** @param sameBlock the page whose block the new one may keep, if any */
    int newPage(List<byte[]> versions, @Nullable Page sameBlock) {
        int number = draft.pages.size() + 1;
        int block = sameBlock == null ? number : sameBlock.number();
        draft.pages.put(number, new Page(number, draft.operation, block, Page.distinct(versions), 0));
        return number;
    }

    // cutting

    void truncate(Operation.Truncate truncate) {
        int number = file(truncate.path());
        Node.File file = draft.file(number);
        SpecError.unless(!file.attributes().isFixed(), Errno.EPERM);
        draft.nodes.put(number, file.with(resized(file.data(), truncate.size())));
        draft.touch(number);
    }

    /** The data cut or extended to a size; what was past the end is gone. */
    FileData resized(FileData data, long size) {
        NavigableMap<Long, Integer> pages = new TreeMap<>(data.pages().headMap(FileData.pagesOf(size), false));
        int kept = (int) (size % FileData.PAGE);
        if (size < data.size() && kept != 0) {
            zeroPart(pages, size / FileData.PAGE, kept, FileData.PAGE);
        }
        return new FileData(size, pages);
    }

    /** Zeroes a part of a page, if it has data, so that all of it happens or nothing. */
    void zeroPart(NavigableMap<Long, Integer> pages, long index, int from, int to) {
        Integer number = pages.get(index);
        Page page = number == null ? null : draft.pages.get(number);
        if (page != null) {
            List<byte[]> zeroed = new ArrayList<>(page.patchedVersions(Page.ZEROS, from, to, from));
            pages.put(index, newPage(zeroed, page));
        }
    }
}
