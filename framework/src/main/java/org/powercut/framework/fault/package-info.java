/**
 * What can go wrong beyond a power cut: each {@link org.powercut.framework.fault.Fault} is one
 * deviation, aimed by an {@link org.powercut.framework.fault.Aim}, and a {@link
 * org.powercut.framework.fault.FaultPlan} composes them. A new kind of fault is a new class here and a
 * line in the device that acts on it. Nothing here executes an instruction or knows of JUnit.
 */
@NullMarked
package org.powercut.framework.fault;

import org.jspecify.annotations.NullMarked;
