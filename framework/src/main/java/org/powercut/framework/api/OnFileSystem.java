package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * The file systems that a test runs on, by the names of their providers. Without it, a test runs on every file system on
 * the class path. {@code powercut.file-system} narrows the choice.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface OnFileSystem {

    /**
     * Names of providers, such as {@code dax-fs}; or the name of a provider's class, which then need not be registered as a
     * service.
     */
    String[] value();
}
