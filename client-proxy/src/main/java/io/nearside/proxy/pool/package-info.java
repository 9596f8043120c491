/**
 * Logged-in connections to the origin: how they are opened, what state each one's session is in, who has it, and how it is
 * made ready for another.
 */
@NullMarked
package io.nearside.proxy.pool;

import org.jspecify.annotations.NullMarked;
