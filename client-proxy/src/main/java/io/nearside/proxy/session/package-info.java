/**
 * One client connection: login relayed to the origin, what is known of the session's settings and transaction, and for each
 * command whether the cache, another session or the origin answers it.
 */
@NullMarked
package io.nearside.proxy.session;

import org.jspecify.annotations.NullMarked;
