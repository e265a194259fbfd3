/**
 * The shortest workloads that show published bugs: one to three operations each, on a tree that is durable before them,
 * and one power cut: none of the bugs needs a second one during recovery, which the tests of guarantees try. {@code Corpus}
 * in the main sources says which bug is shown by which; a new bug gets a class here only if none shows it. What belongs to
 * a guarantee as a whole belongs to the package of its promise.
 */
@NullMarked
package org.powercut.suites.corpus;

import org.jspecify.annotations.NullMarked;
