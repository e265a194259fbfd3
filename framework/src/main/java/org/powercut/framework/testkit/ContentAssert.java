package org.powercut.framework.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.framework.oracle.FileContent;
import org.powercut.pmem.Pmem;

/**
 * Assertions about contents, whose messages tell the first place that is wrong and not thousands of bytes. A {@link FileContent} is
 * looked at only for the message of an assertion that fails.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ContentAssert extends AbstractAssert<ContentAssert, FileContent> {

    private ContentAssert(FileContent actual) {
        super(actual, ContentAssert.class);
    }

    /** Begins assertions about a content that was found. */
    public static ContentAssert assertThatContent(FileContent actual) {
        return new ContentAssert(actual);
    }

    /** Begins assertions about a content that was found. */
    public static ContentAssert assertThatContent(byte[] actual) {
        return new ContentAssert(FileContent.of(actual));
    }

    /** It is exactly this content. */
    public ContentAssert is(byte[] expected) {
        if (!actual.is(expected)) {
            failWithMessage("%s", difference(expected));
        }
        return this;
    }

    /** It is exactly one of these contents. */
    public ContentAssert isOneOf(List<byte[]> legal) {
        if (legal.stream().noneMatch(actual::is)) {
            failWithMessage(
                    "none of the %d legal contents: %s",
                    legal.size(), legal.stream().map(this::difference).collect(Collectors.joining("; or ")));
        }
        return this;
    }

    /** It is exactly one of two contents. */
    public ContentAssert isEither(byte[] old, byte[] next) {
        if (!actual.is(old) && !actual.is(next)) {
            failWithMessage("neither the old content: %s; nor the new one: %s", difference(old), difference(next));
        }
        return this;
    }

    /**
     * It is what a power cut may leave of a write that turns one content into another: one of the two, or, where the file
     * system does not copy on write, one of the two sizes, and in each aligned word what one of the two has there.
     */
    public ContentAssert isOldOrNew(DaxFileSystem fs, byte[] old, byte[] next) {
        if (fs.capabilities().contains(Capability.DATA_COW)) {
            return isEither(old, next);
        }
        int length = actual.length();
        if (length != old.length && length != next.length) {
            failWithMessage("it has %d bytes, neither %d nor %d", length, old.length, next.length);
        }
        // in place, the word at the old end can be new before the size is
        return hasWordsOf(Arrays.copyOf(old, length), Arrays.copyOf(next, length));
    }

    /** Each aligned word is the word of one of these contents at its place; what is shorter counts as zeros. */
    public ContentAssert hasWordsOf(byte[]... legal) {
        int at = actual.firstForeign(legal);
        if (at >= 0) {
            failWithMessage(
                    "bytes %d to %d are %s, not %s",
                    at,
                    at + Pmem.ATOM - 1,
                    hex(actual.look(), at),
                    Stream.of(legal).map(content -> hex(content, at)).distinct().collect(Collectors.joining(" or ")));
        }
        return this;
    }

    private String difference(byte[] expected) {
        byte[] found = actual.look();
        int at = Arrays.mismatch(found, expected);
        if (at >= Math.min(found.length, expected.length)) {
            return "it has %d bytes, not %d".formatted(found.length, expected.length);
        }
        return "byte %d is 0x%02x, not 0x%02x".formatted(at, found[at], expected[at]);
    }

    private static String hex(byte[] bytes, int at) {
        return "0x" + java.util.HexFormat.of().formatHex(Arrays.copyOfRange(bytes, at, at + Pmem.ATOM));
    }
}
