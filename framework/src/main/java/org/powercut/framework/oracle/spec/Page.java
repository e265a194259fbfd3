package org.powercut.framework.oracle.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One page of data: what its block may hold after a power cut. Each aligned 8-byte word is that of one of the {@link
 * #versions}, whichever; a page with one version is exactly that. Stores add versions, whatever makes them durable takes old
 * ones away.
 *
 * @param number tells pages apart; a change of content that may tear keeps it, one that is atomic makes another page
 * @param birth after which operation the page is part of a file
 * @param block the number of the page whose block this one may still have, so that stores reach that one as well; its own
 *     number if none
 * @param versions contents of 4096 bytes, oldest first; the last is what a read sees
 * @param durableBy which operation last made a part of it durable, counted from 1; 0 for none
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Page(int number, int birth, int block, List<byte[]> versions, int durableBy) {
    static final byte[] ZEROS = new byte[FileData.PAGE];

    public Page {
        versions = List.copyOf(versions);
    }

    /** What a read sees. */
    public byte[] newest() {
        return versions.getLast();
    }

    /** With a store in place: what it covers is old or new. */
    Page stored(byte[] bytes, int from, int to, int at) {
        List<byte[]> more = new ArrayList<>(versions);
        more.add(patched(newest(), bytes, from, to, at));
        return new Page(number, birth, block, distinct(more), durableBy);
    }

    /** With the bytes {@code [from, to)} of every version replaced. */
    List<byte[]> patchedVersions(byte[] bytes, int from, int to, int at) {
        List<byte[]> patched = new ArrayList<>();
        for (byte[] version : versions) {
            patched.add(patched(version, bytes, from, to, at));
        }
        return patched;
    }

    /** After {@code [from, to)} became durable as it is, by an operation. */
    public Page durable(int from, int to, int operation) {
        return new Page(number, birth, block, distinct(patchedVersions(newest(), from, to, from)), operation);
    }

    /** {@code old} with the bytes {@code [from, to)} taken from {@code bytes}, from {@code at} on. */
    static byte[] patched(byte[] old, byte[] bytes, int from, int to, int at) {
        byte[] patched = old.clone();
        System.arraycopy(bytes, at, patched, from, to - from);
        return patched;
    }

    static List<byte[]> distinct(List<byte[]> versions) {
        List<byte[]> distinct = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            byte[] version = versions.get(i);
            boolean comesAgain =
                    versions.subList(i + 1, versions.size()).stream().anyMatch(later -> Arrays.equals(later, version));
            if (!comesAgain) {
                distinct.add(version);
            }
        }
        return distinct;
    }
}
