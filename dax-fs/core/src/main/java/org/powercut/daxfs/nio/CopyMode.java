package org.powercut.daxfs.nio;

import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** What the options of a copy or a move ask for. */
record CopyMode(boolean replace, boolean atomic, boolean attributes, boolean followLinks) {

    /** @throws UnsupportedOperationException for an option that a copy cannot have */
    static CopyMode ofCopy(CopyOption... options) {
        CopyMode mode = new CopyMode(false, false, false, true);
        for (CopyOption option : options) {
            mode = switch (Objects.requireNonNull(option)) {
                case StandardCopyOption.REPLACE_EXISTING -> mode.replacing();
                case StandardCopyOption.COPY_ATTRIBUTES -> new CopyMode(mode.replace, false, true, mode.followLinks);
                case LinkOption.NOFOLLOW_LINKS -> new CopyMode(mode.replace, false, mode.attributes, false);
                default -> throw new UnsupportedOperationException(option + ": not an option of copies here");
            };
        }
        return mode;
    }

    /** @throws UnsupportedOperationException for an option that a move cannot have */
    static CopyMode ofMove(CopyOption... options) {
        CopyMode mode = new CopyMode(false, false, true, false);
        for (CopyOption option : options) {
            mode = switch (Objects.requireNonNull(option)) {
                case StandardCopyOption.REPLACE_EXISTING -> mode.replacing();
                case StandardCopyOption.ATOMIC_MOVE -> new CopyMode(mode.replace, true, true, false);
                case LinkOption.NOFOLLOW_LINKS -> mode;
                default -> throw new UnsupportedOperationException(option + ": not an option of moves here");
            };
        }
        return mode;
    }

    private CopyMode replacing() {
        return new CopyMode(true, atomic, attributes, followLinks);
    }
}
