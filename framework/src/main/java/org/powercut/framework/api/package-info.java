/**
 * What a user writes crash tests with: the annotations, {@link org.powercut.framework.api.CrashTest} first, and the types
 * that test methods may ask for as parameters. Anything here is a promise to users, so add with care and never change
 * a meaning. Nothing here may execute a test or know of the engine.
 */
@NullMarked
package org.powercut.framework.api;

import org.jspecify.annotations.NullMarked;
