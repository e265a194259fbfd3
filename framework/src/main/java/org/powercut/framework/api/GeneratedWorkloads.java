package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Runs the workload methods of a crash test once for each of many {@link GeneratedWorkload}s, which they ask for as a
 * parameter. {@link GeneratedCrashTest} is a class with the methods that are usually wanted. Each workload is recorded and
 * explored by itself on a prepared file system; those of a batch are one test, and each failing interleaving is a test below
 * it, as always: its token names the workload.
 *
 * <p>What {@link Explore} says of states and findings holds for each workload; its budget is that of a batch.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface GeneratedWorkloads {

    /**
     * {@code seq-1} or {@code seq-2}: every sequence of one or two operations. {@code seq-3}: a sample of those of three.
     * {@code fuzz}: longer ones, made from what was found interesting before.
     */
    String value() default "seq-1";

    /** How many sequences, chosen by the seed; 0 for all. */
    long sample() default 0;

    /** How many tests the workloads are spread over. */
    int batches() default 1;
}
