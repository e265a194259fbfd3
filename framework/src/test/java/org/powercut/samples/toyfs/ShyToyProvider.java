package org.powercut.samples.toyfs;

/** Makes {@code shy-toy-fs}, which is no service: tests name this class. */
public final class ShyToyProvider extends ToyProvider {
    @Override
    public String name() {
        return "shy-toy-fs";
    }
}
