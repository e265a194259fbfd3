package org.powercut.framework.inject;

import org.jspecify.annotations.Nullable;

/** One family of calls that are rewritten. A further family is a further implementation. */
interface Primitive {

    /**
     * What is called in place of an instance method, or null if the call is none of the family. Names are as in class
     * files.
     *
     * @param owner the static type of the receiver
     */
    @Nullable
    Hook hook(String owner, String name, String descriptor);
}
