package org.powercut.framework.explore;

import java.math.BigInteger;

/**
 * What an exploration covered, honestly.
 *
 * @param crashPoints positions at which the power was cut, those in recovery included
 * @param explored crash states that were recovered and checked
 * @param distinguishable {@code explored}, if that is exhaustive; else the images of the crash points that were explored, an upper bound of
 *     what can be told apart there
 * @param duplicates states that were left out because an identical one had been checked with the same milestones
 * @param exhaustive whether every distinguishable state was explored
 * @param means how states were chosen: {@code exhaustive}, or such as {@code 2-way (exhaustive at 40 of 45 crash points),
 *     all-but-one, only-one, 4096 random}; after {@code stopped early at crash point 3 of 45:} if that was the last one
 */
public record Coverage(
        long crashPoints,
        long explored,
        BigInteger distinguishable,
        long duplicates,
        boolean exhaustive,
        String means) {}
