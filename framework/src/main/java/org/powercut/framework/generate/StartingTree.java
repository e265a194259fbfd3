package org.powercut.framework.generate;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationText;

/**
 * The few names that every generated workload begins with: a directory with a copy-on-write and an in-place file of one
 * page and a part of a second one, an empty directory, and a symbolic link.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class StartingTree {
    private static final String TREE = "mkdir /d;"
            + " create /d/c; write /d/c 0+5000 #1; setxattr /d/c user.k 8 #1;"
            + " create /d/f nodatacow; write /d/f 0+5000 #2;"
            + " mkdir /e;"
            + " symlink d/c /s";

    private StartingTree() {}

    /** The operations that make the tree on an empty file system, as far as it can: without links, say. */
    public static List<Operation> operations(Set<Capability> capabilities) {
        return OperationText.parseAll(TREE).stream()
                .map(operation -> without(operation, capabilities))
                .filter(operation -> capabilities.containsAll(operation.needs()))
                .toList();
    }

    /** A file system without files that are overwritten in place has two files of the other kind. */
    private static Operation without(Operation operation, Set<Capability> capabilities) {
        return operation instanceof Operation.Create create && !capabilities.contains(Capability.NODATACOW)
                ? new Operation.Create(create.path(), false)
                : operation;
    }
}
