package org.powercut.framework.inject;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;
import org.powercut.pmem.PmemDevice;

/** The instructions of {@link PmemDevice}, called through it or any subtype: there is one for each method of {@link Probe}. */
final class PmemPrimitive implements Primitive {
    private static final String DEVICE = Type.getInternalName(PmemDevice.class);

    private final TypeHierarchy types;
    private final Map<String, Hook> hooks = new HashMap<>();

    PmemPrimitive(TypeHierarchy types) {
        this.types = types;
        for (Method hook : Probe.class.getDeclaredMethods()) {
            if (Modifier.isPublic(hook.getModifiers())) {
                Type[] parameters = Type.getArgumentTypes(hook);
                String instruction = Type.getMethodDescriptor(
                        Type.getReturnType(hook), Arrays.copyOfRange(parameters, 1, parameters.length - 1));
                hooks.put(
                        hook.getName() + instruction,
                        new Hook(Type.getInternalName(Probe.class), hook.getName(), Type.getMethodDescriptor(hook)));
            }
        }
    }

    @Override
    public @Nullable Hook hook(String owner, String name, String descriptor) {
        Hook hook = hooks.get(name + descriptor);
        return hook != null && types.isSubtype(owner, DEVICE) ? hook : null;
    }
}
