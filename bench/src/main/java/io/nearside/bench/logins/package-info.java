/** What a login takes far from the origin: direct, for the first time through a node, and later. */
@NullMarked
package io.nearside.bench.logins;

import org.jspecify.annotations.NullMarked;
