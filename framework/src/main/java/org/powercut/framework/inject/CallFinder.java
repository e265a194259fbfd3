package org.powercut.framework.inject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/** Walks a class file and lists its calls in the order of the file, counted as {@link MutationVisitor} counts them. */
final class CallFinder extends ClassVisitor {
    private final String className;
    private final List<CallSite> calls = new ArrayList<>();
    private final Map<String, Integer> ordinals = new HashMap<>();

    CallFinder(String className) {
        super(OpenedClassReader.ASM_API);
        this.className = className;
    }

    /** The calls that were met so far. */
    List<CallSite> calls() {
        return calls;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new Calls(name);
    }

    private final class Calls extends ComparedCalls {
        private final String method;
        private int line;

        Calls(String method) {
            super(null);
            this.method = method;
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            String calledClass = owner.replace('/', '.');
            int ordinal = ordinals.merge(method + ':' + calledClass + '.' + name, 1, Integer::sum) - 1;
            CallSite.Use use = switch (Type.getReturnType(descriptor).getSort()) {
                case Type.VOID -> CallSite.Use.NOTHING;
                case Type.BOOLEAN -> CallSite.Use.BOOLEAN;
                default -> CallSite.Use.OTHER;
            };
            calls.add(new CallSite(className, method, line, calledClass, name, ordinal, use));
            if (use == CallSite.Use.OTHER) {
                await();
            }
        }

        @Override
        void compared() {
            CallSite call = calls.removeLast();
            calls.add(new CallSite(
                    call.inClass(),
                    call.inMethod(),
                    call.line(),
                    call.calledClass(),
                    call.calledMethod(),
                    call.ordinal(),
                    CallSite.Use.COMPARED));
        }

        @Override
        void notCompared() {}
    }
}
