package org.powercut.framework.inject;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/** Compiles one mutation into a class, behind {@link SiteVisitor}, so that sites keep their numbers. */
final class MutationVisitor extends ClassVisitor {
    private static final String PROBE = Type.getInternalName(Probe.class);

    private final Mutation mutation;
    private final Set<String> methods = new LinkedHashSet<>();
    private final Set<String> calls = new LinkedHashSet<>();
    private final Map<String, Type> fields = new HashMap<>();
    private int matchingCalls;
    private @Nullable Callee calledInstead;
    private boolean applied;

    /** @param next what sees the mutated class, or null to only look whether the mutation applies */
    MutationVisitor(@Nullable ClassVisitor next, Mutation mutation) {
        super(OpenedClassReader.ASM_API, next);
        this.mutation = mutation;
    }

    /**
     * To be called after the walk.
     *
     * @throws MutationException if the mutation found no place; the message says what there is
     */
    void requireApplied() {
        if (applied) {
            return;
        }
        if (!methods.contains(mutation.inMethod())) {
            throw new MutationException(
                    mutation, "the class has no method of that name, but " + String.join(", ", methods));
        }
        throw new MutationException(
                mutation,
                matchingCalls > 0
                        ? "the method has only " + matchingCalls + " such calls"
                        : "the method has no such call, but calls " + String.join(", ", calls));
    }

    /** A method by class, name and descriptor. */
    record Callee(String className, String name, String descriptor) {}

    /** The method that a {@link Mutation.CallInstead} or {@link Mutation.CallToo} calls, if that was applied. */
    @Nullable
    Callee calledInstead() {
        return calledInstead;
    }

    @Override
    public FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        fields.put(name, Type.getType(descriptor));
        return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        methods.add(name);
        if (!name.equals(mutation.inMethod())) {
            return next;
        }
        return switch (mutation) {
            case Mutation.ForceReturn forced -> {
                if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0 || name.startsWith("<")) {
                    throw new MutationException(mutation, "a body is needed, and not a constructor's or initialiser's");
                }
                yield new Constant(next, Type.getReturnType(descriptor), forced.result());
            }
            case Mutation.SkipCall skip -> new Calls(next, skip.calledMethod(), skip.ordinal());
            case Mutation.ReplaceResult replaced -> new Calls(next, replaced.calledMethod(), replaced.ordinal());
            case Mutation.CallInstead other -> new Calls(next, other.calledMethod(), other.ordinal());
            case Mutation.TakeAsEqual equal -> new Calls(next, equal.calledMethod(), equal.ordinal());
            case Mutation.WatchCall watched -> new Calls(next, watched.calledMethod(), watched.ordinal());
            case Mutation.ReplaceArgument replaced -> new Calls(next, replaced.calledMethod(), replaced.ordinal());
            case Mutation.KeepArgument kept -> new Calls(next, kept.calledMethod(), kept.ordinal());
            case Mutation.CallToo too -> {
                if ((access & Opcodes.ACC_STATIC) != 0 || name.startsWith("<")) {
                    throw new MutationException(mutation, "an instance method is needed, and no constructor");
                }
                yield new Calls(next, too.calledMethod(), too.ordinal());
            }
        };
    }

    /** Puts a constant on the stack: a default if {@code given} is false. */
    private void push(MethodVisitor code, Type type, boolean given, @Nullable Object value) {
        switch (type.getSort()) {
            case Type.VOID -> {
                if (value != null) {
                    throw wrongType(type, value);
                }
            }
            case Type.ARRAY, Type.OBJECT -> {
                if (value == null) {
                    code.visitInsn(Opcodes.ACONST_NULL);
                } else if (value instanceof String && type.getClassName().equals("java.lang.String")) {
                    code.visitLdcInsn(value);
                } else {
                    throw wrongType(type, value);
                }
            }
            default -> code.visitLdcInsn(constant(type, given, value));
        }
    }

    /** What the constant pool holds of a primitive. */
    private Object constant(Type type, boolean given, @Nullable Object value) {
        Object number = given ? value : null;
        return switch (type.getSort()) {
            case Type.BOOLEAN -> !given ? 0 : number instanceof Boolean b ? (b ? 1 : 0) : fail(type, value);
            case Type.CHAR -> !given ? 0 : number instanceof Character c ? (int) c : fail(type, value);
            case Type.BYTE -> !given ? 0 : number instanceof Byte b ? b.intValue() : fail(type, value);
            case Type.SHORT -> !given ? 0 : number instanceof Short s ? s.intValue() : fail(type, value);
            case Type.INT -> !given ? 0 : number instanceof Integer i ? i : fail(type, value);
            case Type.LONG -> !given ? 0L : number instanceof Long l ? l : fail(type, value);
            case Type.FLOAT -> !given ? 0f : number instanceof Float f ? f : fail(type, value);
            case Type.DOUBLE -> !given ? 0d : number instanceof Double d ? d : fail(type, value);
            default -> throw new IllegalStateException("no primitive: " + type);
        };
    }

    private Object fail(Type type, @Nullable Object value) {
        throw wrongType(type, value);
    }

    private MutationException wrongType(Type type, @Nullable Object value) {
        return new MutationException(
                mutation,
                "it returns %s, which %s is not"
                        .formatted(
                                type.getClassName(),
                                value == null ? "null" : value.getClass().getName() + " " + value));
    }

    /** The body becomes the return of a constant; what was there is dropped. */
    private final class Constant extends MethodVisitor {
        private final @Nullable MethodVisitor code;
        private final Type type;
        private final @Nullable Object result;

        Constant(@Nullable MethodVisitor code, Type type, @Nullable Object result) {
            // nothing is passed on but what is said here
            super(OpenedClassReader.ASM_API);
            this.code = code;
            this.type = type;
            this.result = result;
        }

        @Override
        public void visitEnd() {
            MethodVisitor target = code == null ? new MethodVisitor(OpenedClassReader.ASM_API) {} : code;
            target.visitCode();
            push(target, type, true, result);
            target.visitInsn(type.getOpcode(Opcodes.IRETURN));
            target.visitMaxs(0, 0);
            target.visitEnd();
            applied = true;
        }
    }

    /** Passes a method on, and does what the mutation says to the call it means. */
    private final class Calls extends ComparedCalls {
        private final String called;
        private final int ordinal;

        Calls(@Nullable MethodVisitor next, String called, int ordinal) {
            super(next);
            this.called = called;
            this.ordinal = ordinal;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            String className = declaringClass(owner);
            calls.add(className.substring(className.lastIndexOf('.') + 1) + "." + name);
            if (!isMeant(className, name) || matchingCalls++ != ordinal) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                return;
            }
            if (name.startsWith("<")) {
                throw new MutationException(mutation, "an object cannot do without its constructor");
            }
            if (mutation instanceof Mutation.TakeAsEqual) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                await();
                return;
            }
            Type result = Type.getReturnType(descriptor);
            Type[] arguments = Type.getArgumentTypes(descriptor);
            switch (mutation) {
                case Mutation.CallInstead other -> {
                    calledInstead = new Callee(className, other.instead(), descriptor);
                    super.visitMethodInsn(opcode, owner, other.instead(), descriptor, isInterface);
                }
                case Mutation.ReplaceResult replaced -> {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                    if (result.getSort() == Type.VOID) {
                        throw new MutationException(mutation, "it returns nothing");
                    }
                    pop(result);
                    push(this, result, true, replaced.result());
                }
                case Mutation.WatchCall watched -> {
                    super.visitLdcInsn(watched.number());
                    super.visitMethodInsn(
                            Opcodes.INVOKESTATIC, Type.getInternalName(WatchedCalls.class), "reached", "(I)V", false);
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                }
                case Mutation.ReplaceArgument replaced -> {
                    // an instruction that was rewritten takes its device before the arguments, and its site behind them
                    int first = opcode == Opcodes.INVOKESTATIC && owner.equals(PROBE) ? 1 : 0;
                    replaceArgument(arguments, first + replaced.argument(), replaced.value());
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                }
                case Mutation.KeepArgument kept -> {
                    if (opcode != Opcodes.INVOKESTATIC || arguments.length == 0 || !arguments[0].equals(result)) {
                        throw new MutationException(
                                mutation, "a static method is needed that returns what its first parameter is");
                    }
                    popAll(arguments, 1);
                }
                case Mutation.CallToo too -> {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                    callToo(too);
                }
                default -> {
                    popAll(arguments, 0);
                    if (opcode != Opcodes.INVOKESTATIC) {
                        super.visitInsn(Opcodes.POP);
                    }
                    push(this, result, false, null);
                }
            }
            applied = true;
        }

        @Override
        void compared() {
            applied = true;
        }

        @Override
        void notCompared() {
            throw new MutationException(mutation, "its result is not compared for equality right after the call");
        }

        /** Both numbers go, and two that are equal are compared: the jump stays, so that the code's frames do. */
        @Override
        void jump(int opcode, Label label) {
            super.visitInsn(Opcodes.POP2);
            super.visitInsn(Opcodes.ICONST_0);
            super.visitJumpInsn(opcode == Opcodes.IF_ICMPEQ ? Opcodes.IFEQ : Opcodes.IFNE, label);
        }

        @Override
        void compareLongs() {
            super.visitInsn(Opcodes.POP2);
            super.visitInsn(Opcodes.POP2);
            super.visitInsn(Opcodes.ICONST_0);
        }

        private void replaceArgument(Type[] arguments, int index, @Nullable Object value) {
            int behind = arguments.length - 1 - index;
            if (index < 0 || behind < 0 || behind > 1) {
                throw new MutationException(
                        mutation, "of its arguments only the last two can be replaced, of an instruction the last");
            }
            Type type = arguments[index];
            if (behind == 1) {
                swap(type, arguments[index + 1]);
            }
            pop(type);
            push(this, type, true, value);
            if (behind == 1) {
                swap(arguments[index + 1], type);
            }
        }

        /** Exchanges the two values on top of the stack. */
        private void swap(Type below, Type top) {
            if (top.getSize() == 1 && below.getSize() == 1) {
                super.visitInsn(Opcodes.SWAP);
            } else if (top.getSize() == 1) {
                super.visitInsn(Opcodes.DUP_X2);
                super.visitInsn(Opcodes.POP);
            } else {
                super.visitInsn(below.getSize() == 1 ? Opcodes.DUP2_X1 : Opcodes.DUP2_X2);
                super.visitInsn(Opcodes.POP2);
            }
        }

        private void callToo(Mutation.CallToo too) {
            Type field = fields.get(too.field());
            if (field == null || field.getSort() != Type.OBJECT) {
                throw new MutationException(mutation, "the class has no field of that name that holds an object");
            }
            calledInstead = new Callee(field.getClassName(), too.also(), "()V");
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitFieldInsn(Opcodes.GETFIELD, too.inClass().replace('.', '/'), too.field(), field.getDescriptor());
            super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, field.getInternalName(), too.also(), "()V", false);
        }

        private void popAll(Type[] arguments, int from) {
            for (int i = arguments.length - 1; i >= from; i--) {
                pop(arguments[i]);
            }
        }

        private boolean isMeant(String className, String name) {
            return called.equals(name)
                    || called.equals(className + "." + name)
                    || called.equals(className.substring(className.lastIndexOf('.') + 1) + "." + name);
        }

        private void pop(Type type) {
            super.visitInsn(type.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
    }

    /** A rewritten call still counts as the device's. */
    private static String declaringClass(String owner) {
        return owner.equals(PROBE) ? "org.powercut.pmem.PmemDevice" : owner.replace('/', '.');
    }
}
