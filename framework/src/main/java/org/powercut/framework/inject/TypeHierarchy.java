package org.powercut.framework.inject;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/** Who extends and implements whom, read from class files without loading a class. Names are as in class files. */
final class TypeHierarchy {
    private static final String[] NONE = {};

    private final ClassLoader loader;
    private final Map<String, String[]> supertypes = new HashMap<>();

    /** @param loader finds the class files */
    TypeHierarchy(ClassLoader loader) {
        this.loader = loader;
    }

    /** Whether {@code type} is {@code ancestor} or one of its subtypes. A class file that is not found has no supertypes. */
    synchronized boolean isSubtype(String type, String ancestor) {
        if (type.equals(ancestor)) {
            return true;
        }
        for (String supertype : supertypes(type)) {
            if (isSubtype(supertype, ancestor)) {
                return true;
            }
        }
        return false;
    }

    private String[] supertypes(String type) {
        String[] known = supertypes.get(type);
        if (known == null) {
            known = read(type);
            supertypes.put(type, known);
        }
        return known;
    }

    private String[] read(String type) {
        if (type.startsWith("[") || type.startsWith("java/")) {
            return NONE;
        }
        try (InputStream in = loader.getResourceAsStream(type + ".class")) {
            if (in == null) {
                return NONE;
            }
            ClassReader reader = OpenedClassReader.of(in.readAllBytes());
            @Nullable String superclass = reader.getSuperName();
            String[] interfaces = reader.getInterfaces();
            if (superclass == null) {
                return interfaces;
            }
            String[] all = new String[interfaces.length + 1];
            all[0] = superclass;
            System.arraycopy(interfaces, 0, all, 1, interfaces.length);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class file of " + type, e);
        }
    }
}
