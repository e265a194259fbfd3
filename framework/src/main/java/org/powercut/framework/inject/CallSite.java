package org.powercut.framework.inject;

import org.apiguardian.api.API;

/**
 * A call of any method in the code under test, as {@link Mutation}s name it.
 *
 * @param inClass binary name of the class that calls
 * @param inMethod the method that calls
 * @param line of the source, or 0 if the class file does not tell
 * @param calledClass binary name of the class whose method is called
 * @param calledMethod its name
 * @param ordinal how many calls of it stand before it in methods of that name
 * @param use what becomes of the result
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CallSite(
        String inClass, String inMethod, int line, String calledClass, String calledMethod, int ordinal, Use use) {

    /** What becomes of what a call returns. */
    public enum Use {
        /** It returns nothing. */
        NOTHING,
        /** It returns a boolean. */
        BOOLEAN,
        /** It returns an int or long that the next instruction compares for equality. */
        COMPARED,
        /** Anything else. */
        OTHER
    }

    /** The called method with its class, such as {@code org.example.Crc.of}: what a {@link Mutation} calls it. */
    public String called() {
        return calledClass + "." + calledMethod;
    }

    /** {@code Log.read:Crc.of#0}; classes without their packages. */
    public String name() {
        return simple(inClass) + "." + inMethod + ":" + simple(calledClass) + "." + calledMethod + "#" + ordinal;
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
