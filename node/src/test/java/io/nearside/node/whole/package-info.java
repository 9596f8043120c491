/**
 * The whole of Nearside, tested: real clients talk to a real node in front of a real MySQL and a real MariaDB, whose
 * binlog the real invalidator reads. What is asserted is what a user sees: answers, metrics, health.
 */
@NullMarked
package io.nearside.node.whole;

import org.jspecify.annotations.NullMarked;
