package org.powercut.daxfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.OpenFlag;
import org.powercut.pmem.MappedFileDevice;

/**
 * An endless, seeded series of operations, each of which is one step: done wholly or not at all. What the next one is follows from
 * the seed, its number and the files that are there, so that a process which is killed and one that only watches agree on it.
 */
final class KillWorkload {
    static final String COUNTER = "/counter";
    private static final int LONGEST = 20_000;

    /** What an operation does, on a file system or on a map of contents. */
    private interface Files {
        boolean exists(String path);

        void create(String path);

        void write(String path, int offset, byte[] bytes);

        void truncate(String path, int size);

        void rename(String from, String to);

        void unlink(String path);

        void count(long value);
    }

    private KillWorkload() {}

    private static void step(long seed, int number, Files files) {
        Random random = new Random(seed * 1_000_003 + number);
        String path = "/d" + random.nextInt(2) + "/f" + random.nextInt(8);
        String other = "/d" + random.nextInt(2) + "/f" + random.nextInt(8);
        int choice = random.nextInt(100);
        if (choice < 15) {
            files.count(number);
        } else if (!files.exists(path)) {
            files.create(path);
        } else if (choice < 65) {
            byte[] bytes = new byte[1 + random.nextInt(LONGEST)];
            random.nextBytes(bytes);
            files.write(path, random.nextInt(LONGEST), bytes);
        } else if (choice < 75) {
            files.truncate(path, random.nextInt(LONGEST));
        } else if (choice < 90) {
            files.rename(path, other);
        } else {
            files.unlink(path);
        }
    }

    // the watcher

    /** What the files hold after a number of operations. */
    static final class Model implements Files {
        private final Map<String, byte[]> contents = new TreeMap<>();
        private long counter;

        void step(long seed, int number) {
            KillWorkload.step(seed, number, this);
        }

        @Override
        public boolean exists(String path) {
            return contents.containsKey(path);
        }

        @Override
        public void create(String path) {
            contents.put(path, new byte[0]);
        }

        @Override
        public void write(String path, int offset, byte[] bytes) {
            byte[] old = content(path);
            byte[] fresh = Arrays.copyOf(old, Math.max(old.length, offset + bytes.length));
            System.arraycopy(bytes, 0, fresh, offset, bytes.length);
            contents.put(path, fresh);
        }

        @Override
        public void truncate(String path, int size) {
            contents.put(path, Arrays.copyOf(content(path), size));
        }

        @Override
        public void rename(String from, String to) {
            byte[] moved = content(from);
            contents.remove(from);
            contents.put(to, moved);
        }

        @Override
        public void unlink(String path) {
            contents.remove(path);
        }

        @Override
        public void count(long value) {
            counter = value;
        }

        private byte[] content(String path) {
            byte[] content = contents.get(path);
            assertThat(content).as(path).isNotNull();
            return content;
        }

        /** Whether a file system holds just this. */
        boolean isIn(DaxFileSystem fs) {
            Map<String, byte[]> found = new TreeMap<>();
            for (String directory : new String[] {"/d0", "/d1"}) {
                for (DirectoryEntry entry : fs.readdir(directory)) {
                    String path = directory + "/" + entry.name();
                    try (DaxFile file = fs.open(path)) {
                        found.put(path, file.read(0, 2 * LONGEST + 1));
                    }
                }
            }
            return found.keySet().equals(contents.keySet())
                    && found.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), contents.get(e.getKey())))
                    && readCounter(fs) == counter;
        }

        private static long readCounter(DaxFileSystem fs) {
            try (DaxFile file = fs.open(COUNTER)) {
                return Bytes.getLong(file.read(0, 8), 0);
            }
        }
    }

    // the process that gets killed

    /** Makes what the operations begin with. */
    static void prepare(DaxFileSystem fs) {
        fs.mkdir("/d0");
        fs.mkdir("/d1");
        try (DaxFile file = fs.open(COUNTER, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.NODATACOW)) {
            file.truncate(8);
        }
    }

    /** @param args the image and the seed; the number of the first operation comes by standard input, as the signal to go */
    public static void main(String[] args) throws IOException {
        StringBuilder from = new StringBuilder();
        for (int digit = System.in.read(); digit >= '0'; digit = System.in.read()) {
            from.append((char) digit);
        }
        MappedFileDevice device = MappedFileDevice.open(Path.of(args[0]));
        DaxFileSystem fs = TestFs.PROVIDER.mount(device, MountOptions.defaults());
        DaxFile counter = fs.open(COUNTER, OpenFlag.READ, OpenFlag.WRITE);
        OnDevice files = new OnDevice(fs, counter.map(MapMode.SHARED_SYNC, 0, 8));
        long seed = Long.parseLong(args[1]);
        try (FileOutputStream acknowledgements = new FileOutputStream(FileDescriptor.out)) {
            for (int number = Integer.parseInt(from.toString()); ; number++) {
                step(seed, number, files);
                acknowledgements.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private record OnDevice(DaxFileSystem fs, DaxMapping counter) implements Files {
        @Override
        public boolean exists(String path) {
            return fs.exists(path);
        }

        @Override
        public void create(String path) {
            fs.create(path).close();
        }

        @Override
        public void write(String path, int offset, byte[] bytes) {
            try (DaxFile file = fs.open(path, OpenFlag.WRITE)) {
                file.write(offset, bytes);
            }
        }

        @Override
        public void truncate(String path, int size) {
            fs.truncate(path, size);
        }

        @Override
        public void rename(String from, String to) {
            fs.rename(from, to);
        }

        @Override
        public void unlink(String path) {
            fs.unlink(path);
        }

        @Override
        public void count(long value) {
            counter.putLong(0, value);
            counter.flush(0, 8);
            counter.fence();
        }
    }
}
