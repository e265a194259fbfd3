package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.platform.commons.annotation.Testable;

/**
 * Marks a class as a crash test. The class says what happens in three kinds of method: {@link Prepare} makes a durable
 * starting point, {@link Workload} is what a power cut may interrupt at any moment, and {@link Verify} holds what is
 * left after recovery against what was promised.
 *
 * <p>The class has a constructor without parameters that is not private. Prepare and workload run on one instance; each
 * crash state is verified by a fresh one, because nothing in memory survives a power cut: what a check may know comes
 * from the device and from {@link Crash}. May be used as a meta-annotation; subclasses inherit it. JUnit's {@code @Tag},
 * {@code @DisplayName}, {@code @Disabled} and {@code @Nested} mean what they mean in Jupiter.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Testable
public @interface CrashTest {}
