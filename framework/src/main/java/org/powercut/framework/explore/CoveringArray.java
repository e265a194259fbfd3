package org.powercut.framework.explore;

import java.util.Arrays;

/**
 * Rows of levels, one for each of many parameters, in which every combination of the levels of any two (or three)
 * parameters occurs. Made of small orthogonal arrays of all polynomials over a prime field (Bush 1952): parameters are
 * numbered by polynomials too, and in each block of rows a parameter has the column that its polynomial's value says, so
 * that any two (three) of them have different columns in at least one block. The rows grow with the logarithm of the
 * number of parameters; none is stored.
 */
final class CoveringArray {
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61};

    private final int strength;
    private final int[] levels;
    private final int prime;
    /** Coefficients of a parameter's polynomial, over the field of {@link #columns} elements. */
    private final int digits;

    private final int blocks;
    private final long rowsOfBlock;

    private CoveringArray(int strength, int[] levels, int prime, int digits, int blocks) {
        this.strength = strength;
        this.levels = levels;
        this.prime = prime;
        this.digits = digits;
        this.blocks = blocks;
        this.rowsOfBlock = power(prime, strength);
    }

    /**
     * The array with the fewest rows that can be made so.
     *
     * @param strength 2 or 3
     * @param levels of each parameter, at most 61
     */
    static CoveringArray of(int strength, int[] levels) {
        int most = Arrays.stream(levels).max().orElse(1);
        CoveringArray best = null;
        for (int prime : PRIMES) {
            if (prime < most || prime < strength) {
                continue;
            }
            int digits = digits(prime, Math.max(1, levels.length));
            // two different polynomials agree at less than `digits` points, and so do each two of three
            int blocks = strength * (strength - 1) / 2 * (digits - 1) + 1;
            if (blocks <= prime) {
                CoveringArray array = new CoveringArray(strength, levels, prime, digits, blocks);
                best = best == null || array.rows() < best.rows() ? array : best;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no covering array of strength " + strength + " for " + levels.length
                    + " parameters of " + most + " levels");
        }
        return best;
    }

    private static int digits(int base, int numbers) {
        int digits = 1;
        for (long reach = base; reach < numbers; reach *= base) {
            digits++;
        }
        return digits;
    }

    int strength() {
        return strength;
    }

    long rows() {
        return blocks * rowsOfBlock;
    }

    /** The level of a parameter in a row. */
    int level(long row, int parameter) {
        int column = polynomial(parameter, digits, (int) (row / rowsOfBlock));
        int value = polynomial(row % rowsOfBlock, strength, column);
        return value % levels[parameter];
    }

    /** The value at a point of the polynomial whose coefficients are the digits of a number. */
    private int polynomial(long number, int coefficients, int point) {
        long value = 0;
        long factor = 1;
        long rest = number;
        for (int i = 0; i < coefficients; i++) {
            value += rest % prime * factor;
            factor = factor * point % prime;
            rest /= prime;
        }
        return (int) (value % prime);
    }

    private static long power(long base, int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }
}
