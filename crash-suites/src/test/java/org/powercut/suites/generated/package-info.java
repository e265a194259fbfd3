/**
 * Crash tests whose workloads are generated, and judged by the oracle. A class here says which workloads and on what; it may
 * add checks of its own. What one operation promises in words belongs to the neighbours.
 */
@NullMarked
package org.powercut.suites.generated;

import org.jspecify.annotations.NullMarked;
