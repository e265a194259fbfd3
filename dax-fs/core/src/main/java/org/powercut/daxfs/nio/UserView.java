package org.powercut.daxfs.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.function.Consumer;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemException;
import org.powercut.daxfs.ExtendedAttributes;

/** The extended attributes in the namespace {@code user.}, which names here leave out. */
final class UserView implements UserDefinedFileAttributeView {
    private static final String NAMESPACE = "user.";

    private final Target target;

    UserView(Target target) {
        this.target = target;
    }

    /** An operation on the attributes of a file. */
    private interface Operation<T> {
        T run(ExtendedAttributes xattrs) throws IOException;
    }

    /** The error of an attribute that is not there tells its name. */
    private <T> T apply(Operation<T> operation) throws IOException {
        return target.apply((fs, path) -> {
            try {
                return operation.run(target.xattrs(fs, path));
            } catch (DaxFileSystemException e) {
                throw NioErrors.ofFile(e, path);
            }
        });
    }

    private void change(Consumer<ExtendedAttributes> operation) throws IOException {
        target.change((DaxFileSystem fs, String path) -> {
            try {
                operation.accept(target.xattrs(fs, path));
            } catch (DaxFileSystemException e) {
                throw NioErrors.ofFile(e, path);
            }
        });
    }

    @Override
    public String name() {
        return AttributeViews.USER;
    }

    @Override
    public List<String> list() throws IOException {
        return apply(xattrs -> xattrs.list().stream()
                .filter(name -> name.startsWith(NAMESPACE))
                .map(name -> name.substring(NAMESPACE.length()))
                .toList());
    }

    byte[] get(String name) throws IOException {
        return apply(xattrs -> xattrs.get(NAMESPACE + name));
    }

    @Override
    public int size(String name) throws IOException {
        return get(name).length;
    }

    @Override
    public int read(String name, ByteBuffer target) throws IOException {
        byte[] value = get(name);
        if (value.length > target.remaining()) {
            throw new FileSystemException(
                    name, null, "a value of " + value.length + " bytes, in a buffer with " + target.remaining());
        }
        target.put(value);
        return value.length;
    }

    @Override
    public int write(String name, ByteBuffer source) throws IOException {
        byte[] value = new byte[source.remaining()];
        source.duplicate().get(value);
        change(xattrs -> xattrs.set(NAMESPACE + name, value));
        source.position(source.limit());
        return value.length;
    }

    @Override
    public void delete(String name) throws IOException {
        change(xattrs -> xattrs.remove(NAMESPACE + name));
    }
}
