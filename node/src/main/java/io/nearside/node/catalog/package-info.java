/**
 * What the origin has under which name, kept in step with the log: {@link io.nearside.node.catalog.OriginCatalog} is what
 * the SQL analysis resolves table names by.
 */
@NullMarked
package io.nearside.node.catalog;

import org.jspecify.annotations.NullMarked;
