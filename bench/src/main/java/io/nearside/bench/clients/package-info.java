/** Ten thousand clients that each ask now and then: what they cost the node and the origin. */
@NullMarked
package io.nearside.bench.clients;

import org.jspecify.annotations.NullMarked;
