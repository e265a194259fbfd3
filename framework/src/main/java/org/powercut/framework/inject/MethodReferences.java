package org.powercut.framework.inject;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Method references to primitives, such as {@code device::fence}. They have no call that could be rewritten, and the
 * class must not gain a method to put one in; so the reference is linked here, to a method of a small hidden class that
 * calls the hook with the site's number. Public because rewritten code links through it; nobody else calls it.
 */
public final class MethodReferences {
    static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(MethodReferences.class),
            "link",
            MethodType.methodType(
                            CallSite.class,
                            Lookup.class,
                            String.class,
                            MethodType.class,
                            MethodHandle.class,
                            int.class,
                            Object[].class)
                    .toMethodDescriptorString(),
            false);

    private static final String FACTORY = Type.getInternalName(LambdaMetafactory.class);
    private static final String METHOD = "call";

    /** How many arguments the plain metafactory takes; the other takes at least one more. */
    private static final int PLAIN_ARGUMENTS = 3;

    private MethodReferences() {}

    /** Whether javac's bootstrap makes lambdas and method references. */
    static boolean isLambda(Handle bootstrap) {
        return bootstrap.getOwner().equals(FACTORY)
                && (bootstrap.getName().equals("metafactory")
                        || bootstrap.getName().equals("altMetafactory"));
    }

    /** The arguments of {@link #BOOTSTRAP} in place of javac's. */
    static Object[] arguments(Hook hook, int site, Object[] arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = new Handle(Opcodes.H_INVOKESTATIC, hook.owner(), hook.name(), hook.descriptor(), false);
        all[1] = site;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return all;
    }

    /**
     * Links a method reference to a primitive.
     *
     * @param lookup of the class with the reference
     * @param name of the functional interface's method
     * @param factory from what is captured to the functional interface
     * @param hook a static method that takes the receiver, the arguments and the site
     * @param site the site's number
     * @param arguments of javac's bootstrap
     * @throws Throwable what linking a method reference throws
     */
    public static CallSite link(
            Lookup lookup, String name, MethodType factory, MethodHandle hook, int site, Object... arguments)
            throws Throwable {
        Object[] atSite = arguments.clone();
        atSite[1] = callingWithSite(hook, site);
        return arguments.length == PLAIN_ARGUMENTS
                ? LambdaMetafactory.metafactory(
                        lookup, name, factory, (MethodType) atSite[0], (MethodHandle) atSite[1], (MethodType) atSite[2])
                : LambdaMetafactory.altMetafactory(lookup, name, factory, atSite);
    }

    /** A direct handle, which the metafactory insists on, of a static method that is the hook without its last argument. */
    private static MethodHandle callingWithSite(MethodHandle hook, int site)
            throws IllegalAccessException, NoSuchMethodException {
        Lookup here = MethodHandles.lookup();
        var target = here.revealDirect(hook);
        MethodType type = hook.type()
                .dropParameterTypes(
                        hook.type().parameterCount() - 1, hook.type().parameterCount());
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(
                Opcodes.V21,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC,
                Type.getInternalName(MethodReferences.class) + "$AtSite",
                null,
                Type.getInternalName(Object.class),
                null);
        MethodVisitor method = writer.visitMethod(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, METHOD, type.toMethodDescriptorString(), null, null);
        method.visitCode();
        int local = 0;
        for (Type parameter : Type.getArgumentTypes(type.toMethodDescriptorString())) {
            method.visitVarInsn(parameter.getOpcode(Opcodes.ILOAD), local);
            local += parameter.getSize();
        }
        method.visitLdcInsn(site);
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(target.getDeclaringClass()),
                target.getName(),
                hook.type().toMethodDescriptorString(),
                false);
        method.visitInsn(Type.getType(type.returnType()).getOpcode(Opcodes.IRETURN));
        method.visitMaxs(0, 0);
        method.visitEnd();
        writer.visitEnd();
        Class<?> atSite = here.defineHiddenClass(writer.toByteArray(), false).lookupClass();
        return here.findStatic(atSite, METHOD, type);
    }
}
