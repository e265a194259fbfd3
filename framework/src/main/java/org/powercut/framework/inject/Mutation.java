package org.powercut.framework.inject;

import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One bug compiled into a class under test, by {@link Instrumentation#mutate}. The place is named as in the class file:
 * lambda bodies are methods such as {@code lambda$append$0}, constructors {@code <init>}, class initialisers
 * {@code <clinit>}; overloads of a method count as one.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Mutation {

    /** Binary name of the class, as {@link Class#getName}. */
    String inClass();

    /** Name of the method. */
    String inMethod();

    /**
     * A call does not take place; where it returns something, it returns zero, false or null. Its arguments are still
     * evaluated.
     *
     * @param calledMethod name of the called method, such as {@code flush}, or with the simple or binary name of its
     *     class before it: {@code PmemDevice.flush}
     * @param ordinal how many such calls stand before it in the method
     */
    record SkipCall(String inClass, String inMethod, String calledMethod, int ordinal) implements Mutation {
        public SkipCall {
            requireOrdinal(ordinal);
        }

        @Override
        public String toString() {
            return "skip call of %s#%d in %s.%s".formatted(calledMethod, ordinal, inClass, inMethod);
        }
    }

    /**
     * A call takes place, but something else is taken for its result.
     *
     * @param calledMethod as in {@link SkipCall}
     * @param ordinal as in {@link SkipCall}
     * @param result a boxed primitive of the returned type, or null or a string for a reference
     */
    record ReplaceResult(
            String inClass,
            String inMethod,
            String calledMethod,
            int ordinal,
            @Nullable Object result) implements Mutation {
        public ReplaceResult {
            requireOrdinal(ordinal);
        }

        @Override
        public String toString() {
            return "replace result of %s#%d in %s.%s with %s"
                    .formatted(calledMethod, ordinal, inClass, inMethod, Objects.toString(result));
        }
    }

    /**
     * Another method is called instead, with the same arguments.
     *
     * @param calledMethod as in {@link SkipCall}
     * @param ordinal as in {@link SkipCall}
     * @param instead name of a method of the same class that takes and returns the same
     */
    record CallInstead(String inClass, String inMethod, String calledMethod, int ordinal, String instead)
            implements Mutation {
        public CallInstead {
            requireOrdinal(ordinal);
        }

        @Override
        public String toString() {
            return "call %s instead of %s#%d in %s.%s".formatted(instead, calledMethod, ordinal, inClass, inMethod);
        }
    }

    /**
     * A call takes place, with a constant for one of its last two arguments; for the last one if it is an instruction's.
     *
     * @param calledMethod as in {@link SkipCall}
     * @param ordinal as in {@link SkipCall}
     * @param argument which one, from 0
     * @param value a boxed primitive of the parameter's type, or null or a string for a reference
     */
    record ReplaceArgument(
            String inClass,
            String inMethod,
            String calledMethod,
            int ordinal,
            int argument,
            @Nullable Object value) implements Mutation {
        public ReplaceArgument {
            requireOrdinal(ordinal);
        }

        @Override
        public String toString() {
            return "replace argument %d of %s#%d in %s.%s with %s"
                    .formatted(argument, calledMethod, ordinal, inClass, inMethod, Objects.toString(value));
        }
    }

    /**
     * A static call does not take place, and its first argument is taken for the result: rounding is left out, say.
     *
     * @param calledMethod as in {@link SkipCall}
     * @param ordinal as in {@link SkipCall}
     */
    record KeepArgument(String inClass, String inMethod, String calledMethod, int ordinal) implements Mutation {
        public KeepArgument {
            requireOrdinal(ordinal);
        }

        @Override
        public String toString() {
            return "take the first argument of %s#%d in %s.%s for its result"
                    .formatted(calledMethod, ordinal, inClass, inMethod);
        }
    }

    /**
     * After a call, a method of what a field holds is called as well: what should be one step becomes two, say.
     *
     * @param calledMethod as in {@link SkipCall}
     * @param ordinal as in {@link SkipCall}
     * @param field of {@code this}, whose declared type is a class
     * @param also name of a method of that class that takes and returns nothing
     */
    record CallToo(String inClass, String inMethod, String calledMethod, int ordinal, String field, String also)
            implements Mutation {
        public CallToo {
            requireOrdinal(ordinal);
        }

        @Override
        public String toString() {
            return "call %s.%s too after %s#%d in %s.%s"
                    .formatted(field, also, calledMethod, ordinal, inClass, inMethod);
        }
    }

    /**
     * A method does nothing but return a constant. Overloads that cannot return it make it an error.
     *
     * @param result a boxed primitive of the returned type, null or a string for a reference, null for {@code void}
     */
    record ForceReturn(
            String inClass, String inMethod, @Nullable Object result) implements Mutation {
        @Override
        public String toString() {
            return "%s.%s always returns %s".formatted(inClass, inMethod, Objects.toString(result));
        }
    }

    /**
     * The number that a call returned is compared, and the comparison says that it is equal: a check that is never
     * wrong. The comparison follows the call directly, as in {@code stored == checksum.of(bytes)}.
     *
     * @param calledMethod as in {@link SkipCall}
     * @param ordinal as in {@link SkipCall}
     */
    record TakeAsEqual(String inClass, String inMethod, String calledMethod, int ordinal) implements Mutation {
        public TakeAsEqual {
            requireOrdinal(ordinal);
        }

        @Override
        public String toString() {
            return "take as equal what is compared with %s#%d in %s.%s"
                    .formatted(calledMethod, ordinal, inClass, inMethod);
        }
    }

    /**
     * No bug: a call takes place as ever, and {@link Instrumentation#watched} tells that it did.
     *
     * @param calledMethod as in {@link SkipCall}
     * @param ordinal as in {@link SkipCall}
     * @param number by which it is told, from 0
     */
    record WatchCall(String inClass, String inMethod, String calledMethod, int ordinal, int number)
            implements Mutation {
        public WatchCall {
            requireOrdinal(ordinal);
            if (number < 0) {
                throw new IllegalArgumentException("watched calls are numbered from 0, not " + number);
            }
        }

        @Override
        public String toString() {
            return "watch call of %s#%d in %s.%s".formatted(calledMethod, ordinal, inClass, inMethod);
        }
    }

    private static void requireOrdinal(int ordinal) {
        if (ordinal < 0) {
            throw new IllegalArgumentException("calls are counted from 0, not from " + ordinal);
        }
    }
}
