package io.nearside.proxy.pool;

import org.jspecify.annotations.Nullable;

/**
 * Who a session is at the origin, and how it is set.
 *
 * @param account the account the origin matched, with its active role; empty if it could not be told
 * @param schema the default schema
 * @param settings the session's variables
 */
public record OriginIdentity(String account, @Nullable String schema, SessionSettings settings) {}
