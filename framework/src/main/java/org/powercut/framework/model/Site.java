package org.powercut.framework.model;

/**
 * The place in the code that issues an instruction.
 *
 * @param number stable for one build; 0 is {@link #UNINSTRUMENTED}
 * @param className binary name of the class; empty if {@code method} alone says where, as in a trace that is not of Java
 * @param method name of the method, {@code <init>} and {@code <clinit>} included
 * @param line line of the source, or 0 if the class file does not tell
 * @param instruction the instruction's method, such as {@code flush}
 * @param ordinal how many calls of the same instruction stand before it in the same method
 */
public record Site(int number, String className, String method, int line, String instruction, int ordinal) {

    /** Code outside the instrumented packages. */
    public static final Site UNINSTRUMENTED = new Site(0, "", "uninstrumented code", 0, "", 0);

    /** The name by which faults and mutants aim: {@code InodeLog.commitTail:flush#0}. Class without its package. */
    public String name() {
        return className.isEmpty()
                ? method
                : className.substring(className.lastIndexOf('.') + 1) + "." + method + ":" + instruction + "#"
                        + ordinal;
    }

    /** As in a stack trace: {@code org.example.Log.commit(Log.java:17)}. */
    @Override
    public String toString() {
        if (className.isEmpty()) {
            return method;
        }
        String outer = className.substring(className.lastIndexOf('.') + 1);
        int dollar = outer.indexOf('$');
        String file = (dollar < 0 ? outer : outer.substring(0, dollar)) + ".java";
        return className + "." + method + "(" + file + ":" + line + ")";
    }
}
