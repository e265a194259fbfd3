package org.powercut.daxfs.core;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.powercut.daxfs.CorruptFileSystemException;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.Errno;
import org.powercut.daxfs.FileType;
import org.powercut.pmem.MediaErrorException;
import org.powercut.pmem.Pmem;
import org.powercut.pmem.PmemDevice;

/** Targets of symbolic links: 1 to 4095 bytes of UTF-8 in the link's one data block, checked by a CRC in its log. */
final class Symlinks {
    static final int MAX_LENGTH = 4095;

    private Symlinks() {}

    /** The bytes of a target; EINVAL or ENAMETOOLONG if it cannot be one. */
    static byte[] encode(String target, String link) {
        byte[] bytes = Names.utf8(link, target);
        if (bytes.length == 0 || target.indexOf('\0') >= 0) {
            throw new DaxFileSystemException(Errno.EINVAL, link + ": a target is not empty and has no NUL");
        }
        if (bytes.length > MAX_LENGTH) {
            throw new DaxFileSystemException(
                    Errno.ENAMETOOLONG, link + ": a target of " + bytes.length + " bytes, at most 4095 are possible");
        }
        return bytes;
    }

    /**
     * Stores a target into a block, and stages the link to it. What lies past the target in its last atom is zero.
     */
    static void write(Volume volume, Transaction transaction, Inode link, long block, byte[] target) {
        PageBuffer page = transaction.page();
        int end = (int) Pmem.ceil(target.length, Pmem.ATOM);
        page.clear(0, end);
        System.arraycopy(target, 0, page.bytes, 0, target.length);
        volume.device.ntPutBytes(block * Pmem.PAGE, page.segment, 0, end);
        transaction.write(link, 0, volume.newWord(block, 0), 1, crc(target), target.length);
    }

    /** Reads a target; EINVAL if the inode is no link. */
    static String read(FileReader reader, Inode link, String path) {
        if (link.type != FileType.SYMLINK) {
            throw new DaxFileSystemException(Errno.EINVAL, path + ": no symbolic link");
        }
        byte[] target = reader.readAll(link);
        if (link.dataCrc != crc(target)) {
            throw corrupt(link);
        }
        return new String(target, StandardCharsets.UTF_8);
    }

    /** Whether the target of an unmounted link fits its CRC; one that is lost to a media error is no worse for that. */
    static boolean isWhole(PmemDevice device, Inode link) {
        byte[] target = new byte[(int) Math.min(link.size, MAX_LENGTH)];
        try {
            device.getBytes(link.pages.get(0) * Pmem.PAGE, MemorySegment.ofArray(target), 0, target.length);
        } catch (MediaErrorException e) {
            return true;
        }
        return link.dataCrc == crc(target);
    }

    /** What the link's log says of its target. */
    static int crc(byte[] target) {
        return new Checksum().of(target, 0, target.length);
    }

    static CorruptFileSystemException corrupt(Inode link) {
        return new CorruptFileSystemException(
                "inode[" + link.ino + "]", "data_crc", link.pages.get(0) * Pmem.PAGE, "the link's target fails it");
    }
}
