package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Packages of the code under test, beyond the package of the test class and those of the file systems, which always
 * are. Their calls of pmem instructions are instrumented, subpackages included: the instructions then have names in reports,
 * faults can be aimed at them, and a change of the code makes old replay tokens invalid. Instructions of other code are
 * recorded all the same.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface UnderTest {

    /** One or more packages, such as {@code com.example.wal}. */
    String[] value();
}
