/**
 * Bytes to packets and back: the framing, commands, replies and handshake of the MySQL client/server protocol, in both
 * roles. Only what routing needs is decoded; rows pass through unseen. Knows nothing of sessions or caching.
 */
@NullMarked
package io.nearside.proxy.wire;

import org.jspecify.annotations.NullMarked;
