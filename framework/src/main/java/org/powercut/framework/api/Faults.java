package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Names a static method without parameters that gives the fault plans of a test, as a {@code Stream<FaultPlan>}. Each
 * plan makes a test of its own; list {@code FaultPlan.none()} too if the test should also run without faults. The method
 * is called when tests are discovered, so it is quick and gives the same plans, with different names, each time.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Faults {

    /** Name of a method of the test class or one of its superclasses. */
    String value();
}
