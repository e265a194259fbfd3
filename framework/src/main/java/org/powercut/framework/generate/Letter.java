package org.powercut.framework.generate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.powercut.daxfs.Capability;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationText;

/**
 * One choice for a place in a sequence: an operation with its parameters, or a few that belong together, such as a freeze
 * and its thaw.
 *
 * @param text the operations; {@code #v} stands for a version of bytes that differs from place to place
 * @param needs operations that must have been done long before
 */
record Letter(String text, String needs) {
    private static final String VERSION = "#v";

    /** The versions of the starting tree end below this one. */
    private static final int FIRST_VERSION = 4;

    /** Reads a line: the operations, and what they need behind an arrow. */
    static Letter of(String line) {
        String[] parts = line.split(" <- ", 2);
        return new Letter(parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
    }

    /** The operations at a place of a sequence, which is counted from 0. */
    List<Operation> at(int place) {
        return OperationText.parseAll(text.replace(VERSION, "#" + (FIRST_VERSION + place)));
    }

    List<Operation> needed() {
        return OperationText.parseAll(needs);
    }

    /** What a file system must be able to do for this. */
    Set<Capability> capabilities() {
        Set<Capability> all = new TreeSet<>();
        at(0).forEach(operation -> all.addAll(operation.needs()));
        needed().forEach(operation -> all.addAll(operation.needs()));
        return all;
    }

    /** The ways to make it durable at a place. */
    List<List<Operation>> points(int place) {
        return PersistencePoints.after(at(place));
    }
}
