package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Marks a method that makes the durable starting point. It runs once, before the workload, on a new and empty file system
 * (or device), which is unmounted cleanly afterwards: no power cut takes anything away that was done here. Several run
 * superclass first, then by name.
 *
 * <p>Parameters: {@code DaxFileSystem}, {@code PmemDevice}, {@code DaxFileSystemProvider}, {@code FaultPlan}. The method is not private, not static and
 * returns nothing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Prepare {}
