package org.powercut.framework.oracle.spec;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.powercut.daxfs.Errno;
import org.powercut.framework.oracle.Operation;

/** What sharing of blocks between files does (ioctl_ficlonerange(2), ioctl_fideduperange(2)). */
final class CloneRules {
    private static final int PAGE = FileData.PAGE;

    private final Draft draft;
    private final DataRules data;

    CloneRules(Draft draft) {
        this.draft = draft;
        this.data = new DataRules(draft);
    }

    void clone(Operation.Clone operation) {
        int from = data.file(operation.from());
        int to = data.writable(operation.to());
        FileData source = draft.file(from).data();
        SpecError.unless(from != to || source.size() == 0, Errno.EINVAL);
        if (from != to) {
            FileData shared = shared(source, 0, FileData.EMPTY, 0, source.size());
            draft.nodes.put(to, draft.file(to).with(shared.withSize(source.size())));
            draft.touch(to);
        }
    }

    void cloneRange(Operation.CloneRange operation) {
        int from = data.file(operation.from());
        int to = data.writable(operation.to());
        FileData source = draft.file(from).data();
        FileData target = draft.file(to).data();
        boolean toEnd = operation.length() == 0 && operation.fromOffset() <= source.size();
        long length = toEnd ? source.size() - operation.fromOffset() : operation.length();
        requirePossible(from == to, source, operation.fromOffset(), target, operation.offset(), length);
        if (length > 0) {
            FileData shared = shared(source, operation.fromOffset(), target, operation.offset(), length);
            draft.nodes.put(
                    to, draft.file(to).with(shared.withSize(Math.max(target.size(), operation.offset() + length))));
            draft.touch(to);
        }
    }

    void dedupe(Operation.Dedupe operation) {
        int from = data.file(operation.from());
        int to = data.writable(operation.to());
        FileData source = draft.file(from).data();
        FileData target = draft.file(to).data();
        long length = operation.length();
        requirePossible(from == to, source, operation.fromOffset(), target, operation.offset(), length);
        SpecError.unless(length <= target.size() - operation.offset(), Errno.EINVAL);
        if (length > 0 && isSame(source, operation.fromOffset(), target, operation.offset(), length)) {
            FileData shared = shared(source, operation.fromOffset(), target, operation.offset(), length);
            draft.nodes.put(to, draft.file(to).with(shared));
        }
    }

    private static void requirePossible(
            boolean sameFile, FileData source, long fromOffset, FileData target, long offset, long length) {
        SpecError.unless(fromOffset % PAGE == 0 && offset % PAGE == 0, Errno.EINVAL);
        SpecError.unless(length <= source.size() - fromOffset, Errno.EINVAL);
        boolean endsBoth = fromOffset + length == source.size() && offset + length >= target.size();
        SpecError.unless(length % PAGE == 0 || endsBoth, Errno.EINVAL);
        SpecError.unless(!sameFile || Math.abs(offset - fromOffset) >= length, Errno.EINVAL);
    }

    /** The target with the pages of the source; what was given to the source in advance becomes a hole. */
    private FileData shared(FileData source, long fromOffset, FileData target, long offset, long length) {
        NavigableMap<Long, Integer> pages = new TreeMap<>(target.pages());
        long first = offset / PAGE;
        long sourceFirst = fromOffset / PAGE;
        pages.subMap(first, first + FileData.pagesOf(length)).clear();
        source.pages()
                .subMap(sourceFirst, sourceFirst + FileData.pagesOf(length))
                .forEach((index, page) -> {
                    if (page != FileData.UNWRITTEN) {
                        pages.put(index - sourceFirst + first, page);
                    }
                });
        return new FileData(target.size(), pages);
    }

    private boolean isSame(FileData source, long fromOffset, FileData target, long offset, long length) {
        boolean[] same = {true};
        FilePages.forEach(fromOffset, fromOffset + length, (index, from, to, at) -> {
            byte[] one = content(source, index);
            byte[] other = content(target, (offset + at) / PAGE);
            same[0] &= Arrays.equals(one, from, to, other, from, to);
        });
        return same[0];
    }

    private byte[] content(FileData file, long index) {
        Page page = draft.pages.get(file.pages().getOrDefault(index, FileData.UNWRITTEN));
        return page == null ? Page.ZEROS : page.newest();
    }
}
