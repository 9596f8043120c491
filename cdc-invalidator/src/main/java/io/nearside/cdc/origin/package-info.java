/**
 * What the invalidator asks the origin by SQL: which server it is, where its binlog ends, what of it is visible to
 * queries, which foreign keys cascade, and whether its settings and the account's privileges suffice.
 */
@NullMarked
package io.nearside.cdc.origin;

import org.jspecify.annotations.NullMarked;
