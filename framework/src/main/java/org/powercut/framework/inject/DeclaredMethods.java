package org.powercut.framework.inject;

import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/** Collects the methods that a class file declares, each as its name and descriptor. */
final class DeclaredMethods extends ClassVisitor {
    private final Set<String> methods = new HashSet<>();

    private DeclaredMethods() {
        super(OpenedClassReader.ASM_API);
    }

    static Set<String> of(byte[] classFile) {
        DeclaredMethods declared = new DeclaredMethods();
        OpenedClassReader.of(classFile).accept(declared, ClassReader.SKIP_CODE);
        return declared.methods;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        methods.add(name + descriptor);
        return null;
    }
}
