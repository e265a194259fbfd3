package org.powercut.daxfs.core;

import java.util.List;
import java.util.function.Function;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.XattrFlag;

/** The extended attributes of an open file, or of whatever a path names when an operation is called. */
final class XattrView implements ExtendedAttributes {
    private final XattrOperations operations;
    private final Owner owner;

    /** Finds the inode for an operation, and holds what must be held meanwhile. */
    interface Owner {
        /** @param changes whether the operation changes the inode */
        <T> T with(boolean changes, Function<Inode, T> operation);
    }

    XattrView(XattrOperations operations, Owner owner) {
        this.operations = operations;
        this.owner = owner;
    }

    @Override
    public byte[] get(String name) {
        return owner.with(false, inode -> operations.get(inode, name));
    }

    @Override
    public List<String> list() {
        return owner.with(false, operations::list);
    }

    @Override
    public void set(String name, byte[] value, XattrFlag flag) {
        owner.with(true, inode -> {
            operations.set(inode, name, value, flag);
            return inode;
        });
    }

    @Override
    public void remove(String name) {
        owner.with(true, inode -> {
            operations.remove(inode, name);
            return inode;
        });
    }
}
