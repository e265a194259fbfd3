package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Marks a method that judges a recovered crash state. It runs for each state, often a hundred thousand times, on a fresh
 * instance of the class; whatever it throws makes the state a finding. It may change the file system: the change is
 * undone. Several run superclass first, then by name, one after another on the same state.
 *
 * <p>{@link Promise} says what kind of failure an assertion stands for; {@link Crash} tells what was known when the power
 * went. Any assertion library will do. Nothing may come from outside the state: no clock, no randomness, no static
 * state.
 *
 * <p>Parameters: {@code DaxFileSystem} (recovered), {@code PmemDevice}, {@code DaxFileSystemProvider}, {@link Crash}, {@code FaultPlan}. The method is
 * not private, not static and returns nothing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Verify {}
