package org.powercut.framework.oracle.spec;

/** Walks the pages of a range of a file. */
final class FilePages {
    private FilePages() {}

    /** What is done with a part of a page. */
    interface Part {
        /**
         * @param index of the page in the file
         * @param from first byte in the page
         * @param to end in the page
         * @param at where the part begins in the range
         */
        void accept(long index, int from, int to, int at);
    }

    static void forEach(long offset, long end, Part part) {
        for (long position = offset; position < end; ) {
            long index = position / FileData.PAGE;
            long until = Math.min(end, (index + 1) * FileData.PAGE);
            long start = index * FileData.PAGE;
            part.accept(index, (int) (position - start), (int) (until - start), (int) (position - offset));
            position = until;
        }
    }
}
