package org.powercut.framework.explore;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.powercut.framework.model.SiteTable;

/**
 * One interleaving, small enough to paste: which test of which build, and where the power was cut and what each cut
 * took. The text form is {@code pc1-} and then letters and digits; a CRC-32 in it refuses whatever was mistyped.
 *
 * @param build fingerprint of the build that made it ({@link SiteTable#build})
 * @param test {@link #hash} of the stable name of the test
 * @param seed the seed that the run was made with
 * @param omission what was left out of the test
 * @param cuts the cut of the workload, and those during recovery from the one before
 * @param workload the text of the workload where a test has many, {@code ""} where it has one
 */
public record ReplayToken(long build, long test, long seed, Omission omission, List<Cut> cuts, String workload) {
    /** How every token of this version begins. */
    public static final String PREFIX = "pc1-";

    private static final int MOST_CUTS = 8;

    /** Before what was left out; no workload's text begins so. */
    private static final byte OMISSION = 0;

    private static final int LONGEST_WORKLOAD = 1 << 16;
    private static final int LEAST_BYTES = 2 * Long.BYTES + 1 + 1 + 2 + Integer.BYTES;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** @throws IllegalArgumentException if there is no cut, or more than eight, or the workload's text is too long */
    public ReplayToken {
        cuts = List.copyOf(cuts);
        if (cuts.isEmpty() || cuts.size() > MOST_CUTS) {
            throw new IllegalArgumentException("a token has 1 to " + MOST_CUTS + " power cuts, not " + cuts.size());
        }
        if (workload.length() > LONGEST_WORKLOAD) {
            throw new IllegalArgumentException("a workload in a token has at most %d characters, not %d"
                    .formatted(LONGEST_WORKLOAD, workload.length()));
        }
    }

    /** A token of a whole test that has one workload. */
    public ReplayToken(long build, long test, long seed, List<Cut> cuts) {
        this(build, test, seed, Omission.nothing(), cuts, "");
    }

    /** The same interleaving of one of a test's workloads. */
    public ReplayToken withWorkload(String text) {
        return new ReplayToken(build, test, seed, omission, cuts, text);
    }

    /** What stands for a test in a token: the 64-bit FNV-1a hash of the characters of its stable name. */
    public static long hash(String testId) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < testId.length(); i++) {
            hash = (hash ^ testId.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /**
     * Reads a token's text form.
     *
     * @throws BadTokenException if the text is no token, or one of another version, or was cut off or mistyped
     */
    public static ReplayToken parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new BadTokenException(
                    "'%s' is no token of this version: one begins with %s".formatted(shortened(text), PREFIX));
        }
        byte[] bytes = Base32.decode(text.substring(PREFIX.length()));
        if (bytes.length < LEAST_BYTES) {
            throw new BadTokenException("'%s' is too short for a token".formatted(shortened(text)));
        }
        int body = bytes.length - Integer.BYTES;
        if (checksum(bytes, body) != ByteBuffer.wrap(bytes).getInt(body)) {
            throw new BadTokenException("the checksum of '%s' is wrong: copy the whole token again, as it was printed"
                    .formatted(shortened(text)));
        }
        return read(ByteBuffer.wrap(bytes, 0, body));
    }

    /**
     * Makes sure that the token was made by this build: of another one it would replay something else.
     *
     * @throws BadTokenException if it was not
     */
    public void requireBuild(SiteTable sites) {
        if (sites.build() != build) {
            throw new BadTokenException(
                    "the token is of build %016x, and this is build %016x: check out that build, or run again"
                            .formatted(build, sites.build()));
        }
    }

    /** Whether the token is of the test with this stable name. */
    public boolean isOf(String testId) {
        return test == hash(testId);
    }

    /** The text form: {@code pc1-...}. */
    @Override
    public String toString() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                ByteBuffer.allocate(2 * Long.BYTES).putLong(build).putLong(test).array());
        writeNumber(out, seed << 1 ^ seed >> 63);
        writeNumber(out, cuts.size());
        for (Cut cut : cuts) {
            writeNumber(out, cut.crashPoint());
            writeRuns(out, cut.lost());
        }
        if (!omission.isNothing()) {
            out.write(OMISSION);
            writeRuns(out, omission.operations());
            writeRuns(out, omission.faults());
        }
        // what has one workload ends here, as it always did
        out.writeBytes(workload.getBytes(StandardCharsets.UTF_8));
        byte[] body = out.toByteArray();
        byte[] bytes = ByteBuffer.allocate(body.length + Integer.BYTES)
                .put(body)
                .putInt(checksum(body, body.length))
                .array();
        return PREFIX + Base32.encode(bytes);
    }

    private static ReplayToken read(ByteBuffer in) {
        try {
            long build = in.getLong();
            long test = in.getLong();
            long zigzag = readNumber(in);
            int count = readCount(in);
            List<Cut> cuts = new ArrayList<>();
            for (int i = 0; i < Math.min(count, MOST_CUTS + 1); i++) {
                cuts.add(new Cut(readCount(in), readRuns(in)));
            }
            Omission omission = readOmission(in);
            return new ReplayToken(build, test, zigzag >>> 1 ^ -(zigzag & 1), omission, cuts, readText(in));
        } catch (BufferUnderflowException | ArithmeticException e) {
            throw new BadTokenException("the token ends too early, or holds a number that is too large");
        }
    }

    /** Ascending numbers, as the gap before and the length of each run of neighbours. */
    private static void writeRuns(ByteArrayOutputStream out, List<Integer> lost) {
        List<Integer> runs = new ArrayList<>();
        int end = 0;
        for (int i = 0; i < lost.size(); ) {
            int start = lost.get(i);
            int length = 1;
            while (i + length < lost.size() && lost.get(i + length) == start + length) {
                length++;
            }
            runs.add(start - end);
            runs.add(length);
            end = start + length;
            i += length;
        }
        writeNumber(out, runs.size() / 2);
        runs.forEach(number -> writeNumber(out, number));
    }

    private static List<Integer> readRuns(ByteBuffer in) {
        List<Integer> lost = new ArrayList<>();
        int runs = readCount(in);
        int at = 0;
        for (int i = 0; i < runs; i++) {
            at = Math.addExact(at, readCount(in));
            int length = readCount(in);
            for (int unit = 0; unit < length; unit++) {
                lost.add(at++);
            }
        }
        return lost;
    }

    /** 7 bits a byte, low ones first; the high bit says that more follow. */
    private static void writeNumber(ByteArrayOutputStream out, long number) {
        long left = number;
        while ((left & ~0x7fL) != 0) {
            out.write((int) left & 0x7f | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static long readNumber(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new BadTokenException("the token holds a number of more than 64 bits");
    }

    /** The rest of the token. */
    private static Omission readOmission(ByteBuffer in) {
        if (!in.hasRemaining() || in.get(in.position()) != OMISSION) {
            return Omission.nothing();
        }
        in.get();
        return new Omission(readRuns(in), readRuns(in));
    }

    private static String readText(ByteBuffer in) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new BadTokenException("the token goes on after its end");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new BadTokenException("the token goes on after its end");
        }
    }

    private static int readCount(ByteBuffer in) {
        return Math.toIntExact(readNumber(in));
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
