/**
 * The {@code employees} sample database: the published schema, filled with generated data of the published shape.
 *
 * <p>{@link io.nearside.origin.employees.Employees} loads it into an origin. {@code Workforce} counts and numbers, an
 * {@code Employee} is one generated life, {@code Table} says which rows of it go where, and {@code RowStream} turns
 * those into what {@code LOAD DATA} reads.
 */
@NullMarked
package io.nearside.origin.employees;

import org.jspecify.annotations.NullMarked;
