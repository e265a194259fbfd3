package org.powercut.framework.oracle.spec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order of names in a directory: that of their bytes in UTF-8. */
final class NameOrder {
    static final Comparator<String> BYTES = (first, second) ->
            Arrays.compareUnsigned(first.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8));

    private NameOrder() {}
}
