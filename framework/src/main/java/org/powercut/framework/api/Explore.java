package org.powercut.framework.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.powercut.framework.model.CompilerOrder;

/**
 * How far to explore, and on what device. On a workload it replaces the one on the class as a whole. Configuration
 * parameters of the run ({@code powercut.budget}, say) go before it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Explore {

    /** Where every choice comes from. */
    long seed() default 0;

    /** Time after which no new state is begun: a number and {@code ms}, {@code s}, {@code m} or {@code h}. */
    String budget() default "30s";

    /** The most crash states to explore. */
    long states() default Long.MAX_VALUE;

    /**
     * The most states of one crash point to explore, random ones aside. Where recovery and checks can tell more apart,
     * they are sampled.
     */
    long statesPerPoint() default 4096;

    /** A sample holds every combination of so many parts of what is in flight: 2, or 3 for a long night. */
    int strength() default 2;

    /** Seeded random states at each crash point that is sampled. */
    int randomStates() default 256;

    /** Worker threads; 0 means one for each processor. The result does not depend on it. */
    int threads() default 0;

    /** How often the power is cut again, during recovery and during recovery from that: 0 to 7. */
    int nested() default 2;

    /** How many findings with different causes to collect before stopping. */
    int maxFindings() default 3;

    /** Instructions that the workload, and that one recovery with its checks, may issue before they count as endless. */
    long instructionLimit() default 50_000_000;

    /** Size of the device in bytes, a multiple of 4096. Pages that are never touched cost nothing. */
    long deviceSize() default 2 << 20;

    /** What the just-in-time compiler may do to plain stores. */
    CompilerOrder compilerOrder() default CompilerOrder.PROGRAM;

    /** Whether each recovered file system must also pass its own check once the {@link Verify} methods are done. */
    boolean fsck() default true;
}
