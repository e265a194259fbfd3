package org.powercut.framework.inject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.Site;

/**
 * Walks a class file, numbers the calls and method references of primitives in the order of the file, and replaces
 * each by its hook. The same walk serves to find the sites, when nothing is behind it, and to rewrite them, so both
 * always agree.
 */
final class SiteVisitor extends ClassVisitor {
    private final List<Primitive> primitives;
    private final int firstNumber;
    private final String className;
    private final @Nullable ClassSites expected;
    private final Map<String, List<Site>> sites = new LinkedHashMap<>();
    private final Map<String, Integer> ordinals = new HashMap<>();
    private int count;

    /** Finds the sites of a class and numbers them from {@code firstNumber} on. */
    SiteVisitor(List<Primitive> primitives, int firstNumber, String className) {
        this(null, primitives, firstNumber, className, null);
    }

    /**
     * Rewrites a class whose sites are known.
     *
     * @param next what sees the rewritten class
     * @param expected the sites that must be met; else the walk ends with an {@link IllegalStateException}
     */
    SiteVisitor(ClassVisitor next, List<Primitive> primitives, String className, ClassSites expected) {
        this(next, primitives, 1, className, expected);
    }

    private SiteVisitor(
            @Nullable ClassVisitor next,
            List<Primitive> primitives,
            int firstNumber,
            String className,
            @Nullable ClassSites expected) {
        super(OpenedClassReader.ASM_API, next);
        this.primitives = primitives;
        this.firstNumber = firstNumber;
        this.className = className;
        this.expected = expected;
    }

    /** The sites that were met so far. */
    ClassSites sites() {
        return new ClassSites(sites);
    }

    @Override
    public void visitEnd() {
        if (expected != null && !sites.equals(expected.byMethod())) {
            throw new IllegalStateException(
                    "the class that was loaded is not the one on the class path: its sites are %s, not %s"
                            .formatted(sites().all(), expected.all()));
        }
        super.visitEnd();
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new Calls(super.visitMethod(access, name, descriptor, signature, exceptions), name, descriptor);
    }

    private @Nullable Hook hook(String owner, String name, String descriptor) {
        for (Primitive primitive : primitives) {
            Hook hook = primitive.hook(owner, name, descriptor);
            if (hook != null) {
                return hook;
            }
        }
        return null;
    }

    private Site newSite(String method, int line, String instruction) {
        int ordinal = ordinals.merge(method + ':' + instruction, 1, Integer::sum) - 1;
        return new Site(firstNumber + count++, className, method, line, instruction, ordinal);
    }

    private final class Calls extends MethodVisitor {
        private final String method;
        private final String key;
        private int line;

        Calls(@Nullable MethodVisitor next, String method, String descriptor) {
            super(OpenedClassReader.ASM_API, next);
            this.method = method;
            this.key = method + descriptor;
        }

        /** The number of the next site of the method: a new one, or the one it was given when the sites were found. */
        private int nextSite(String instruction) {
            List<Site> met = sites.computeIfAbsent(key, each -> new ArrayList<>());
            List<Site> known = expected == null ? List.of() : expected.of(key);
            Site site = met.size() < known.size() ? known.get(met.size()) : newSite(method, line, instruction);
            boolean same = site.line() == line && site.instruction().equals(instruction);
            met.add(same ? site : newSite(method, line, instruction));
            return site.number();
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
            super.visitLineNumber(number, start);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            // super calls stay what they are: they are the implementation of a device
            Hook hook = opcode == Opcodes.INVOKEINTERFACE || opcode == Opcodes.INVOKEVIRTUAL
                    ? hook(owner, name, descriptor)
                    : null;
            if (hook == null) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            } else {
                pushInt(nextSite(name));
                super.visitMethodInsn(Opcodes.INVOKESTATIC, hook.owner(), hook.name(), hook.descriptor(), false);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (!MethodReferences.isLambda(bootstrap) || !(arguments[1] instanceof Handle target)) {
                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
                return;
            }
            Hook hook = target.getTag() == Opcodes.H_INVOKEINTERFACE || target.getTag() == Opcodes.H_INVOKEVIRTUAL
                    ? hook(target.getOwner(), target.getName(), target.getDesc())
                    : null;
            if (hook == null) {
                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
            } else {
                super.visitInvokeDynamicInsn(
                        name,
                        descriptor,
                        MethodReferences.BOOTSTRAP,
                        MethodReferences.arguments(hook, nextSite(target.getName()), arguments));
            }
        }

        private void pushInt(int value) {
            if (value <= Byte.MAX_VALUE) {
                super.visitIntInsn(Opcodes.BIPUSH, value);
            } else if (value <= Short.MAX_VALUE) {
                super.visitIntInsn(Opcodes.SIPUSH, value);
            } else {
                super.visitLdcInsn(value);
            }
        }
    }
}
