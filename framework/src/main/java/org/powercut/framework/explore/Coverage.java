package org.powercut.framework.explore;

import java.math.BigInteger;

/**
 * What an exploration covered, honestly.
 *
 * @param crashPoints positions at which the power was cut, those in recovery included
 * @param explored crash states that were recovered and checked
 * @param distinguishable crash states with distinct images, as far as they can be told apart; at least {@code explored}
 * @param duplicates states that were left out because an identical one had been checked with the same milestones
 * @param exhaustive whether every distinguishable state was explored
 * @param means how states were chosen: {@code exhaustive}, or such as {@code 2-way (exhaustive at 40 of 45 crash points),
 *     all-but-one, only-one, 4096 random}; after {@code stopped early:} if not all points were reached
 */
public record Coverage(
        long crashPoints,
        long explored,
        BigInteger distinguishable,
        long duplicates,
        boolean exhaustive,
        String means) {
    static final String STOPPED_EARLY = "stopped early";
}
