package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.powercut.framework.model.Platform;

/**
 * The platforms that a test runs on. Without it, a test runs on {@link Platform#ADR}, or on what {@code powercut.platform}
 * names; with it, {@code powercut.platform} narrows the choice.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface OnPlatform {

    /** One or more platforms. */
    Platform[] value();
}
