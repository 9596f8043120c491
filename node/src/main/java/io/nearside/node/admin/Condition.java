package io.nearside.node.admin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that must hold for a node to serve from its cache.
 *
 * @param name a short name, stable for tools
 * @param trouble gives a word why it does not hold, or null when it does; thread-safe and quick
 */
public record Condition(String name, Supplier<@Nullable String> trouble) {}
