/**
 * What MAP_SYNC promises: that a user's own flush and fence are enough, and that no weaker mapping is ever given instead.
 * A class here may flush and fence through a mapping. A call of fsync must never enter: it would hide what is tested.
 */
@NullMarked
package org.powercut.framework.testkit.mapsync;

import org.jspecify.annotations.NullMarked;
