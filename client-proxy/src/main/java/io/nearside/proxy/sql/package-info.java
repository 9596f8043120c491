/**
 * What a statement's text says: text to shape to plan. A session asks {@link io.nearside.proxy.sql.StatementAnalyzer} for the
 * {@link io.nearside.proxy.sql.StatementPlan} of each statement before it decides between cache and origin; the plan tells
 * whether the statement is a read that may be cached, and then on which tables its result depends. Pure code: it knows no
 * network, no JDBC, and nothing else of Nearside. Whatever is not fully understood is denied.
 */
@NullMarked
package io.nearside.proxy.sql;

import org.jspecify.annotations.NullMarked;
