package org.powercut.framework.inject;

import java.util.Map;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;

/** What a child process of {@link AgentTest} runs: loads a class under test from another class file than was scanned. */
public final class OtherClassFile {
    private OtherClassFile() {}

    /** @param args the package under test */
    public static void main(String[] args) throws ClassNotFoundException {
        Instrumentation instrumentation = Instrumentation.install(Set.of(args));
        String name = args[0] + ".loaded.AlreadyLoaded";
        byte[] other = new ByteBuddy().subclass(Object.class).name(name).make().getBytes();
        ClassLoader loader =
                new ByteArrayClassLoader.ChildFirst(OtherClassFile.class.getClassLoader(), Map.of(name, other));
        loader.loadClass(name);
        try {
            instrumentation.sites();
            System.out.println("nothing was noticed");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }
}
