package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.platform.commons.annotation.Testable;

/**
 * Marks a method whose instructions are recorded, and in which the power is then cut at every point that matters. It
 * runs once, on a fresh mount. Each workload of a class is tested by itself, on each file system, platform and fault
 * plan; workloads of one class have different names.
 *
 * <p>Operations of the {@code DaxFileSystem} parameter name themselves in the trace. Mark what the world was told, such
 * as an acknowledged commit, with {@link Milestones#mark}.
 *
 * <p>Parameters: {@code DaxFileSystem}, {@code PmemDevice}, {@code DaxFileSystemProvider}, {@link Milestones}, {@code FaultPlan}. The method is not
 * private, not static and returns nothing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Testable
public @interface Workload {}
