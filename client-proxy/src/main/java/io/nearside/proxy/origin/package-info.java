/**
 * Connections to the origin: what is sent, in which order the replies come, and to whom each reply's bytes go. Knows the
 * wire, not who asks.
 */
@NullMarked
package io.nearside.proxy.origin;

import org.jspecify.annotations.NullMarked;
