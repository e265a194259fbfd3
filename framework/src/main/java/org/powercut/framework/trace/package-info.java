/**
 * Traces as files: {@link org.powercut.framework.trace.TraceFiles} reads and writes recordings in our JSON Lines format
 * and in the store-log format of pmreorder, both described in docs/trace-format.md. A field may be added here together
 * with its row in that table and its range check, and what cannot be said in a format must be refused or listed there as
 * lost. What explores or judges, and anything that trusts a file, must never enter.
 */
@NullMarked
package org.powercut.framework.trace;

import org.jspecify.annotations.NullMarked;
