package org.powercut.samples.toyfs;

/** Makes {@code hasty-toy-fs}: its rename returns before it is durable. */
public final class HastyToyProvider extends ToyProvider {
    @Override
    public String name() {
        return "hasty-toy-fs";
    }

    @Override
    boolean fencesRename() {
        return false;
    }
}
