package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Marks a method that belongs to recovery: opening a log or a database that repairs itself. Optional. It runs after the
 * file system, if there is one, is mounted and before the {@link Verify} methods, on the same instance as they, so that
 * it can leave what it opened in a field. The power is cut again inside it ({@link Explore#nested}); what it throws makes
 * the state unmountable.
 *
 * <p>Parameters: {@code DaxFileSystem}, {@code PmemDevice}, {@code DaxFileSystemProvider}, {@code FaultPlan}. The method is not private, not static and
 * returns nothing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Recover {}
