/**
 * Whether what was computed from the origin's data still holds: {@link io.nearside.node.validity.Validity} learns from the
 * log what changed; a {@link io.nearside.node.validity.Stamp} on a result names what it depends on
 * and the position it is as of, and answers {@link io.nearside.node.validity.Stamp#holds()}.
 */
@NullMarked
package io.nearside.node.validity;

import org.jspecify.annotations.NullMarked;
