/**
 * The MySQL side of a node. The way of a statement: {@code wire} cuts bytes into packets, {@code session} decides who
 * answers, {@code sql} says what a statement reads, {@code cache} is where answers are kept, {@code origin} is who is asked
 * otherwise.
 */
@NullMarked
package io.nearside.proxy;

import org.jspecify.annotations.NullMarked;
