package org.powercut.samples.log;

/** A log of numbers on persistent memory. Line 0 holds how many there are; each number has a line of its own. */
interface Log {

    /** Appends a number; durable on return, or so it says. */
    void append(long number);

    /** How many numbers there are. */
    long size();

    /** Number {@code index}, from 0. */
    long get(long index);
}
