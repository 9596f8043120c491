/**
 * The node's own view of the origin: metadata connections, and the origin's clock bracketed by this process's. Client
 * sessions do not pass here.
 */
@NullMarked
package io.nearside.node.origin;

import org.jspecify.annotations.NullMarked;
