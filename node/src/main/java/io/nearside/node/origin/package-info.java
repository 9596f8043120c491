/** The origin's clock, bracketed by this process's own, and by the way whether the origin can be reached. */
@NullMarked
package io.nearside.node.origin;

import org.jspecify.annotations.NullMarked;
