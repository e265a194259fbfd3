package org.powercut.daxfs.nio;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.powercut.daxfs.OpenFlag;

/**
 * What the options of opening a file ask for, with the rules of {@link java.nio.file.Files#newByteChannel}: reading
 * unless writing is asked for, and what concerns new or cut files only counts with writing.
 */
record OpenMode(boolean read, boolean write, boolean append, boolean deleteOnClose, Set<OpenFlag> flags) {

    /**
     * @throws IllegalArgumentException for options that contradict each other
     * @throws UnsupportedOperationException for an unknown option
     */
    static OpenMode of(Set<? extends OpenOption> options) {
        Set<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
        boolean deleteOnClose = false;
        for (OpenOption option : options) {
            if (option == StandardOpenOption.DELETE_ON_CLOSE) {
                deleteOnClose = true;
                flags.add(OpenFlag.NOFOLLOW);
            } else if (Objects.requireNonNull(option) instanceof StandardOpenOption standard) {
                flags.addAll(flags(standard));
            } else if (option == LinkOption.NOFOLLOW_LINKS) {
                flags.add(OpenFlag.NOFOLLOW);
            } else if (option == DaxOpenOption.NODATACOW) {
                flags.add(OpenFlag.NODATACOW);
            } else {
                throw new UnsupportedOperationException(option + ": not an option of opening files here");
            }
        }
        return of(flags, deleteOnClose);
    }

    private static OpenMode of(Set<OpenFlag> flags, boolean deleteOnClose) {
        boolean append = flags.contains(OpenFlag.APPEND);
        boolean write = append || flags.contains(OpenFlag.WRITE);
        boolean read = flags.contains(OpenFlag.READ) || !write;
        if (append && read) {
            throw new IllegalArgumentException("READ and APPEND exclude each other");
        }
        if (append && flags.contains(OpenFlag.TRUNCATE)) {
            throw new IllegalArgumentException("APPEND and TRUNCATE_EXISTING exclude each other");
        }
        if (flags.contains(OpenFlag.EXCLUSIVE)) {
            flags.remove(OpenFlag.NOFOLLOW);
        }
        if (write) {
            flags.add(OpenFlag.WRITE);
        } else {
            flags.removeAll(EnumSet.of(OpenFlag.CREATE, OpenFlag.EXCLUSIVE, OpenFlag.TRUNCATE, OpenFlag.NODATACOW));
        }
        if (read) {
            flags.add(OpenFlag.READ);
        }
        return new OpenMode(read, write, append, deleteOnClose, Set.copyOf(flags));
    }

    private static Set<OpenFlag> flags(StandardOpenOption option) {
        return switch (option) {
            case READ -> EnumSet.of(OpenFlag.READ);
            case WRITE -> EnumSet.of(OpenFlag.WRITE);
            case APPEND -> EnumSet.of(OpenFlag.APPEND);
            case TRUNCATE_EXISTING -> EnumSet.of(OpenFlag.TRUNCATE);
            case CREATE -> EnumSet.of(OpenFlag.CREATE);
            case CREATE_NEW -> EnumSet.of(OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
            case SYNC -> EnumSet.of(OpenFlag.SYNC);
            case DSYNC -> EnumSet.of(OpenFlag.DSYNC);
            // every file can have holes
            case SPARSE, DELETE_ON_CLOSE -> EnumSet.noneOf(OpenFlag.class);
        };
    }

    OpenFlag[] flagArray() {
        return flags.toArray(new OpenFlag[0]);
    }
}
