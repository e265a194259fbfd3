package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.ExtendedAttributes;

/** No operation of the interface is kept from the file system under test. */
class NamedOperationsTest {
    /** What only combines other operations. */
    private static final Set<String> COMBINED = Set.of(
            "create(String)",
            "exists(String)",
            "close()",
            "read(long, int)",
            "write(long, byte[])",
            "append(byte[])",
            "putBytes(long, byte[])",
            "getBytes(long, int)",
            "set(String, byte[])");

    static Class<?>[][] wrappers() {
        return new Class<?>[][] {
            {DaxFileSystem.class, NamedFileSystem.class},
            {DaxFile.class, NamedFile.class},
            {DaxMapping.class, NamedMapping.class},
            {ExtendedAttributes.class, NamedXattrs.class}
        };
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    @DisplayName("every operation is passed on")
    void everyOperationIsPassedOn(Class<?> type, Class<?> wrapper) {
        Set<String> declared = Arrays.stream(wrapper.getDeclaredMethods())
                .map(NamedOperationsTest::signature)
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(type.getDeclaredMethods())
                        .map(NamedOperationsTest::signature)
                        .filter(signature -> !COMBINED.contains(signature)))
                .isSubsetOf(declared);
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
