/**
 * What a result depends on: for each table it was read from, the columns used and a condition that every row which contributed
 * meets. A change is compared with it value by value; whatever is not certain counts as affecting the result.
 */
@NullMarked
package io.nearside.proxy.footprint;

import org.jspecify.annotations.NullMarked;
