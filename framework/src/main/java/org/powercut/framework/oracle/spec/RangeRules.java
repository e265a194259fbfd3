package org.powercut.framework.oracle.spec;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FallocateMode;
import org.powercut.framework.oracle.Operation;

/** What fallocate(2) does, mode by mode. Each is all or nothing. */
final class RangeRules {
    private static final int PAGE = FileData.PAGE;

    private final Draft draft;
    private final DataRules data;

    RangeRules(Draft draft) {
        this.draft = draft;
        this.data = new DataRules(draft);
    }

    void fallocate(Operation.Fallocate operation) {
        int number = data.writable(operation.path());
        long offset = operation.offset();
        SpecError.unless(operation.length() > 0, Errno.EINVAL);
        SpecError.unless(operation.length() <= Long.MAX_VALUE - offset, Errno.EFBIG);
        long end = offset + operation.length();
        Node.File file = draft.file(number);
        FileData before = file.data();
        FileData after = switch (operation.mode()) {
            case ALLOCATE, ALLOCATE_KEEP_SIZE -> allocated(before, offset, end);
            case PUNCH_HOLE -> zeroed(before, offset, end, false);
            case ZERO_RANGE, ZERO_RANGE_KEEP_SIZE -> zeroed(before, offset, end, true);
            case COLLAPSE_RANGE -> collapsed(before, offset, end);
            case INSERT_RANGE -> inserted(before, offset, end);
            case UNSHARE_RANGE -> unshared(before, offset, end);
        };
        boolean grows = operation.mode() == FallocateMode.ALLOCATE || operation.mode() == FallocateMode.ZERO_RANGE;
        draft.nodes.put(number, file.with(grows ? after.withSize(Math.max(after.size(), end)) : after));
        draft.touch(number);
    }

    private static FileData allocated(FileData before, long offset, long end) {
        NavigableMap<Long, Integer> pages = new TreeMap<>(before.pages());
        for (long index = offset / PAGE; index < FileData.pagesOf(end); index++) {
            pages.putIfAbsent(index, FileData.UNWRITTEN);
        }
        return new FileData(before.size(), pages);
    }

    /** What lies past the end of the file in its last page counts as part of a range that reaches the end. */
    private FileData zeroed(FileData before, long offset, long end, boolean givesBlocks) {
        long until = end >= before.size() ? FileData.pagesOf(end) * PAGE : end;
        NavigableMap<Long, Integer> pages = new TreeMap<>(before.pages());
        FilePages.forEach(offset, until, (index, from, to, at) -> {
            boolean whole = from == 0 && to == PAGE;
            if (!whole) {
                data.zeroPart(pages, index, from, to);
            } else if (!givesBlocks) {
                pages.remove(index);
            } else {
                pages.put(index, FileData.UNWRITTEN);
            }
            if (givesBlocks) {
                pages.putIfAbsent(index, FileData.UNWRITTEN);
            }
        });
        return new FileData(before.size(), pages);
    }

    private static void requireWholePages(long offset, long end) {
        SpecError.unless(offset % PAGE == 0 && end % PAGE == 0, Errno.EINVAL);
    }

    private static FileData collapsed(FileData before, long offset, long end) {
        requireWholePages(offset, end);
        SpecError.unless(end < before.size(), Errno.EINVAL);
        NavigableMap<Long, Integer> pages = new TreeMap<>(before.pages().headMap(offset / PAGE, false));
        long moved = (end - offset) / PAGE;
        before.pages().tailMap(end / PAGE, true).forEach((index, page) -> pages.put(index - moved, page));
        return new FileData(before.size() - (end - offset), pages);
    }

    private static FileData inserted(FileData before, long offset, long end) {
        requireWholePages(offset, end);
        SpecError.unless(offset < before.size(), Errno.EINVAL);
        NavigableMap<Long, Integer> pages = new TreeMap<>(before.pages().headMap(offset / PAGE, false));
        long moved = (end - offset) / PAGE;
        before.pages().tailMap(offset / PAGE, true).forEach((index, page) -> pages.put(index + moved, page));
        return new FileData(before.size() + (end - offset), pages);
    }

    /** The content is the same, in pages of the file's own. */
    private FileData unshared(FileData before, long offset, long end) {
        NavigableMap<Long, Integer> pages = new TreeMap<>(before.pages());
        pages.subMap(offset / PAGE, FileData.pagesOf(end)).replaceAll((index, number) -> {
            boolean copies = number != FileData.UNWRITTEN && Sharing.isShared(draft, number);
            return copies ? data.newPage(draft.page(number).versions(), null) : number;
        });
        return new FileData(before.size(), pages);
    }
}
