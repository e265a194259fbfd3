package org.powercut.framework.engine;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds annotations where users may put them: on the method, else on the class, else on a class around it. */
final class Annotations {

    private Annotations() {}

    /** On the method, else as {@link #find(Class, Class)}. */
    static <A extends Annotation> Optional<A> find(Method method, Class<?> type, Class<A> annotation) {
        return AnnotationSupport.findAnnotation(method, annotation).or(() -> find(type, annotation));
    }

    /** On the class or a superclass, else on a class around it. */
    static <A extends Annotation> Optional<A> find(Class<?> type, Class<A> annotation) {
        for (@Nullable Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            Optional<A> found = AnnotationSupport.findAnnotation(at, annotation);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
