package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * The guarantees that a crash test checks, such as {@code G11}. They head the behaviours of the report, and are JUnit
 * tags as well, so that {@code -Dgroups=G11} or {@code --include-tag G11} selects the test. A nested class without the
 * annotation has the guarantees of the class around it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Guarantee {

    /** One or more identifiers: capital letters, hyphens allowed between, then a number: {@code G11}, {@code WAL-3}. */
    String[] value();
}
