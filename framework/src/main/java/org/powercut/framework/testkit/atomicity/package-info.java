/**
 * What one operation promises by itself: it happens as a whole or not at all, and it is durable when it returns. A class
 * here names the operation and shows every state between. Mapped stores and media errors must stay out.
 */
@NullMarked
package org.powercut.framework.testkit.atomicity;

import org.jspecify.annotations.NullMarked;
