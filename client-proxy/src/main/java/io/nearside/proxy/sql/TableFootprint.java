package io.nearside.proxy.sql;

/**
 * The part of one base table on which a result depends. For now all of it; conditions and used columns narrow it later.
 *
 * @param table the base table
 */
public record TableFootprint(TableName table) {}
