/** Makes what shows a difference small. */
@NullMarked
package io.nearside.bench.attack.shrink;

import org.jspecify.annotations.NullMarked;
