package org.powercut.samples.toyfs;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.daxfs.FsckReport;
import org.powercut.daxfs.MediaMap;
import org.powercut.daxfs.MountOptions;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** Makes {@code toy-fs}: files of 8 bytes in 63 slots, each a cache line: 8 bytes of name, 8 bytes of content. */
public class ToyProvider implements DaxFileSystemProvider {
    static final long MAGIC = 0x7079;
    static final int SLOTS = 64;
    static final int CONTENT = 8;

    @Override
    public String name() {
        return "toy-fs";
    }

    /** Whether a rename is durable on return. */
    boolean fencesRename() {
        return true;
    }

    @Override
    public Set<Contract> contracts() {
        return Set.of(Contract.STRONG);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.MEDIA_MAP);
    }

    @Override
    public long minimumSize() {
        return Pmem.PAGE;
    }

    @Override
    public void mkfs(PmemDevice device) {
        device.fill(0, Pmem.PAGE, (byte) 0);
        device.putLong(0, MAGIC);
        device.flush(0, Pmem.PAGE);
        device.fence();
    }

    @Override
    public DaxFileSystem mount(PmemDevice device, MountOptions options) {
        if (device.getLong(0) != MAGIC) {
            throw new CorruptFileSystemException("super", "magic", 0, "no toy-fs here; make one with mkfs");
        }
        return new ToyFileSystem(device, capabilities(), fencesRename());
    }

    @Override
    public FsckReport fsck(PmemDevice device) {
        List<FsckReport.Problem> problems = new ArrayList<>();
        Set<Long> names = new HashSet<>();
        for (int slot = 1; slot < SLOTS; slot++) {
            long name = device.getLong(slot * (long) Pmem.LINE);
            if (name != 0 && !names.add(name)) {
                problems.add(new FsckReport.Problem(
                        "slot[" + slot + "].name", slot * (long) Pmem.LINE, "two slots have one name"));
            }
        }
        return new FsckReport(problems);
    }

    @Override
    public MediaMap mediaMap(PmemDevice device) {
        return new MediaMap() {
            @Override
            public String nameOf(long offset) {
                long slot = offset / Pmem.LINE;
                long at = offset % Pmem.LINE;
                String field = at < CONTENT ? ".name" : ".content";
                return "slot[" + slot + "]" + field + (at % CONTENT == 0 ? "" : "+" + at % CONTENT);
            }

            @Override
            public List<Field> find(String pattern) {
                return List.of();
            }
        };
    }

    /** A name of at most 7 characters behind the slash, as a number. */
    static long nameOf(String path) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 1; i < path.length(); i++) {
            bytes[i - 1] = (byte) path.charAt(i);
        }
        return MemorySegment.ofArray(bytes).get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }
}
