package org.powercut.framework.inject.programs.mutated;

import org.powercut.pmem.PmemDevice;

/** A log with something to break in it. */
public final class Log {
    private final PmemDevice device;
    private final String name;
    private final Tally tally = new Tally();
    private int appended;

    public Log(PmemDevice device) {
        this.device = device;
        this.name = "log";
    }

    public boolean append(long value) {
        device.putLong(64L * appended, value);
        device.flush(64L * appended, 8);
        device.fence();
        count();
        device.putLong(8 + 64L * (appended - 1), checksum(value, appended));
        device.flush(64L * (appended - 1), 16);
        device.fence();
        return isValid(appended - 1);
    }

    public void appendTwice(long value) {
        Runnable twice = () -> {
            append(value);
            append(value);
        };
        twice.run();
    }

    public long checksum(long value, int index) {
        return value * 31 + index;
    }

    public boolean isValid(int index) {
        return device.getLong(64L * index + 8) == checksum(device.getLong(64L * index), index + 1);
    }

    public int tally() {
        return tally.size();
    }

    public long rounded(long bytes) {
        return roundedUp(bytes, 64);
    }

    public String described(int lines, long bytes) {
        return describe(lines, bytes, "of log");
    }

    private static long roundedUp(long bytes, long unit) {
        return (bytes + unit - 1) / unit * unit;
    }

    private static String describe(int lines, long bytes, String what) {
        return at(lines, bytes) + what(bytes, what);
    }

    private static String at(int lines, long bytes) {
        return lines + " lines, " + bytes;
    }

    private static String what(long bytes, String what) {
        return (bytes == 1 ? " byte " : " bytes ") + what;
    }

    public int size() {
        return appended;
    }

    public String name() {
        return name;
    }

    public double ratio(float of) {
        return of / 2;
    }

    public void countThree() {
        appended += 3;
    }

    private void count() {
        appended++;
    }
}
