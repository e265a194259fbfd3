/**
 * Which power cuts to try, and what came of them: {@link org.powercut.framework.explore.Explorer} takes
 * a recording and a {@link org.powercut.framework.explore.Subject}, visits crash points and crash
 * states, and gives back {@link org.powercut.framework.explore.Exploration}. A choice here may come
 * from the seed only, and what was left out must be counted. JUnit, reports and file systems must never enter.
 */
@NullMarked
package org.powercut.framework.explore;

import org.jspecify.annotations.NullMarked;
