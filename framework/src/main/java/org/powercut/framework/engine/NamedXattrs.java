package org.powercut.framework.engine;

import java.util.List;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.XattrFlag;

/** Passes every operation on to the extended attributes of a file and marks on the tape where it begins and ends. */
record NamedXattrs(ExtendedAttributes target, String path, Operations operations) implements ExtendedAttributes {
    @Override
    public byte[] get(String name) {
        return operations.get("getxattr(" + path + ", " + name + ")", () -> target.get(name));
    }

    @Override
    public List<String> list() {
        return operations.get("listxattr(" + path + ")", target::list);
    }

    @Override
    public void set(String name, byte[] value, XattrFlag flag) {
        operations.change(
                "setxattr(" + path + ", " + name + ", " + value.length + " bytes)",
                () -> target.set(name, value, flag));
    }

    @Override
    public void remove(String name) {
        operations.change("removexattr(" + path + ", " + name + ")", () -> target.remove(name));
    }
}
