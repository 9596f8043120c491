package io.nearside.origin.employees;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * A table that is filled from employees.
 *
 * @param rows how many rows it will have
 * @param writer writes the rows of one employee
 */
record Table(String name, int rows, BiConsumer<Employee, Row> writer) {
    /** The tables in the order in which they are loaded. */
    static List<Table> of(Workforce workforce) {
        return List.of(
                new Table("employees", workforce.employees(), Employee::writePerson),
                new Table("dept_manager", Workforce.POSTS, Employee::writePost),
                new Table("dept_emp", workforce.memberships(), Employee::writeMemberships),
                new Table("titles", workforce.titles(), Employee::writeTitles),
                new Table("salaries", workforce.salaries(), Employee::writeSalaries));
    }
}
