package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;

/**
 * What a file system must be able to do, and what it must promise, for a test to make sense. Where it does not, the test is
 * skipped and says why.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Requires {

    /** What it must be able to do. */
    Capability[] value() default {};

    /** The contracts under which the test makes sense; empty for all. */
    Contract[] contract() default {};
}
