package io.nearside.origin.employees;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class EmployeeTest {
    private static final Workforce FULL = new Workforce(1);

    @Example
    void theFirstIsGeorgiFacello() {
        assertThat(rows(0, Employee::writePerson))
                .containsExactly(List.of("10001", "1953-09-02", "Georgi", "Facello", "M", "1986-06-26"));
        assertThat(rows(0, Employee::writeSalaries)).hasSize(17);
        assertThat(rows(0, Employee::writeMemberships))
                .containsExactly(List.of("10001", "d005", "1986-06-26", "9999-01-01"));
        assertThat(rows(0, Employee::writeTitles))
                .containsExactly(List.of("10001", "Senior Engineer", "1986-06-26", "9999-01-01"));
    }

    @Property
    void isHiredGrownUpAndBeforeWorking(@ForAll @IntRange(max = 300_023) int index) {
        List<String> person = rows(index, Employee::writePerson).get(0);
        String hired = person.get(5);

        assertThat(person.get(1)).isBetween("1952-02-01", "1965-02-01");
        assertThat(hired).isBetween("1985-01-01", "2000-01-28");
        assertThat(hired)
                .isLessThanOrEqualTo(
                        rows(index, Employee::writeMemberships).get(0).get(2));
    }

    @Property
    void periodsFollowEachOtherWithoutAGap(@ForAll @IntRange(max = 300_023) int index) {
        List<List<String>> salaries = rows(index, Employee::writeSalaries);
        List<List<String>> memberships = rows(index, Employee::writeMemberships);
        List<List<String>> titles = rows(index, Employee::writeTitles);

        for (List<List<String>> periods : List.of(salaries, memberships, titles)) {
            for (int i = 0; i < periods.size(); i++) {
                String from = periods.get(i).get(2);
                String to = periods.get(i).get(3);
                assertThat(from).isBetween("1985-01-01", "2002-08-01");
                assertThat(to).isGreaterThanOrEqualTo(from);
                assertThat(from)
                        .isEqualTo(
                                i == 0
                                        ? salaries.get(0).get(2)
                                        : periods.get(i - 1).get(3));
            }
            assertThat(periods.get(periods.size() - 1).get(3))
                    .isEqualTo(salaries.get(salaries.size() - 1).get(3));
        }
    }

    @Property
    void keysAreUnique(@ForAll @IntRange(max = 300_023) int index) {
        assertThat(rows(index, Employee::writeSalaries))
                .extracting(row -> row.get(2))
                .doesNotHaveDuplicates();
        assertThat(rows(index, Employee::writeMemberships))
                .extracting(row -> row.get(1))
                .doesNotHaveDuplicates();
        assertThat(rows(index, Employee::writeTitles))
                .extracting(row -> row.get(1))
                .doesNotHaveDuplicates();
    }

    @Property
    void salariesStayWithinThePublishedBounds(@ForAll @IntRange(max = 300_023) int index) {
        assertThat(rows(index, Employee::writeSalaries))
                .extracting(row -> Integer.parseInt(row.get(1)))
                .allMatch(salary -> salary >= 38_623 && salary <= 158_220);
    }

    @Example
    void aStreamHoldsTheRowsOfAllEmployees() throws IOException {
        Workforce workforce = new Workforce(0.001);
        List<String> told = new ArrayList<>();
        for (Table table : Table.of(workforce)) {
            RowStream stream = new RowStream(workforce, table, (name, rows, of) -> told.add(name + rows + "/" + of));
            String text = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(text.lines()).hasSize(table.rows());
            assertThat(text).endsWith("\n");
            assertThat(told).last().isEqualTo(table.name() + table.rows() + "/" + table.rows());
        }
    }

    private interface Writer {
        void write(Employee employee, Row row);
    }

    private static List<List<String>> rows(int index, Writer writer) {
        List<List<String>> rows = new ArrayList<>();
        writer.write(new Employee(FULL, index), values -> rows.add(List.of(values)));
        return rows;
    }
}
