package io.nearside.origin.employees;

/** Takes the values of one row, in the order of the table's columns. */
@FunctionalInterface
interface Row {
    void write(String... values);
}
