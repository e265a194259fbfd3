package org.powercut.framework.explore;

import java.time.Duration;
import org.powercut.framework.model.CompilerOrder;
import org.powercut.framework.model.Platform;

/**
 * How far to explore.
 *
 * @param platform the persistency rules
 * @param compilerOrder what the compiler may do to plain stores
 * @param search which states are tried where there is a choice
 * @param seed everything that is chosen is chosen from it
 * @param budget wall-clock time after which no new state is begun
 * @param maxStates the most states to explore
 * @param statesPerPoint the most states of one crash point to explore exhaustively; beyond, they are sampled
 * @param strength of a sample: it holds every combination of so many parts of what is in flight, 2 or 3
 * @param randomStates seeded random states at each crash point that is sampled
 * @param threads workers; the result does not depend on them
 * @param nestedDepth how often the power may be cut again, during recovery, recovery from that, and so on
 * @param maxFindings how many findings, of distinct signatures, to collect before stopping
 * @param instructionLimit instructions that one recovery and check may issue
 */
public record ExploreSettings(
        Platform platform,
        CompilerOrder compilerOrder,
        Search search,
        long seed,
        Duration budget,
        long maxStates,
        long statesPerPoint,
        int strength,
        int randomStates,
        int threads,
        int nestedDepth,
        int maxFindings,
        long instructionLimit) {
    private static final Duration PLENTY = Duration.ofMinutes(5);

    /** Whether it can be said of a flush or fence that it was needless: by the rules of ADR, in program order. */
    boolean countsUses() {
        return platform == Platform.ADR && compilerOrder == CompilerOrder.PROGRAM;
    }

    /**
     * The same for one look at a part: up to the first finding, and bounded by states, so that time decides nothing unless all
     * goes wrong.
     *
     * @param most the most states, and the most of one crash point
     * @param depth the most power cuts during recovery
     */
    public ExploreSettings bounded(long most, long mostPerPoint, int depth) {
        return new ExploreSettings(
                platform,
                compilerOrder,
                search,
                seed,
                PLENTY,
                Math.min(maxStates, most),
                Math.min(statesPerPoint, mostPerPoint),
                strength,
                randomStates,
                threads,
                Math.min(nestedDepth, depth),
                1,
                instructionLimit);
    }

    /**
     * The same for one of several explorations side by side: with one thread, a budget of its own, and no more than so many
     * states.
     */
    public ExploreSettings alone(Duration itsBudget, long states) {
        return new ExploreSettings(
                platform,
                compilerOrder,
                search,
                seed,
                itsBudget,
                Math.min(maxStates, states),
                statesPerPoint,
                strength,
                randomStates,
                1,
                nestedDepth,
                maxFindings,
                instructionLimit);
    }

    /** ADR in program order, seed 0, 30 s, exhaustive up to 4096 states a point, one thread, nested to depth 2. */
    public static ExploreSettings defaults() {
        return new ExploreSettings(
                Platform.ADR,
                CompilerOrder.PROGRAM,
                Search.EXACT,
                0,
                Duration.ofSeconds(30),
                Long.MAX_VALUE,
                4096,
                2,
                256,
                1,
                2,
                3,
                50_000_000);
    }
}
