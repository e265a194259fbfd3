package org.powercut.framework.inject;

/**
 * The static method that is called in place of a primitive: it takes the receiver, the arguments, and the number of the
 * site. Names are as in class files.
 */
record Hook(String owner, String name, String descriptor) {}
