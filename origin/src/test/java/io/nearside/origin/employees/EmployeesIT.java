package io.nearside.origin.employees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OriginTest
final class EmployeesIT {
    private static final double SCALE = 0.01;

    private final OriginServer origin;

    EmployeesIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void loadOnce() throws SQLException {
        if (Employees.loadedScale(origin).isEmpty()) {
            new Employees(SCALE).load(origin, LoadProgress.SILENT);
        }
    }

    @Test
    void tablesHaveTheirPartOfThePublishedSizes() throws SQLException {
        assertThat(query("SELECT COUNT(*) FROM employees")).containsExactly("3000");
        assertThat(query("SELECT COUNT(*) FROM salaries")).containsExactly("28440");
        assertThat(query("SELECT COUNT(*) FROM dept_emp")).containsExactly("3316");
        assertThat(query("SELECT COUNT(*) FROM titles")).containsExactly("4433");
        assertThat(query("SELECT COUNT(*) FROM dept_manager")).containsExactly("24");
        assertThat(query("SELECT COUNT(*) FROM departments")).containsExactly("9");
    }

    @Test
    void noRowPointsToNothing() throws SQLException {
        for (String child : List.of("salaries", "dept_emp", "titles", "dept_manager")) {
            assertThat(query("SELECT COUNT(*) FROM " + child + " WHERE emp_no NOT IN (SELECT emp_no FROM employees)"))
                    .containsExactly("0");
        }
        for (String child : List.of("dept_emp", "dept_manager")) {
            assertThat(query("SELECT COUNT(*) FROM " + child
                            + " WHERE dept_no NOT IN (SELECT dept_no FROM departments)"))
                    .containsExactly("0");
        }
    }

    @Test
    void foreignKeysCascade() throws SQLException {
        try (Connection connection = origin.connect("employees", OriginAccount.APP);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("DELETE FROM employees WHERE emp_no = 10002");
            for (String child : List.of("salaries", "dept_emp", "titles")) {
                try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + child + " WHERE emp_no = 10002")) {
                    assertThat(rows.next()).as(child).isFalse();
                }
            }
            connection.rollback();
        }
        assertThat(query("SELECT COUNT(*) FROM employees WHERE emp_no = 10002")).containsExactly("1");
        assertThatThrownBy(() -> origin.execute("INSERT INTO employees.salaries VALUES (1, 1, NOW(), NOW())"))
                .hasMessageContaining("foreign key");
    }

    @Test
    void theLookupFindsGeorgi() throws SQLException {
        assertThat(query("SELECT CONCAT_WS(' ', emp_no, birth_date, hire_date, first_name, last_name, gender)"
                        + " FROM employees WHERE emp_no = 10001"))
                .containsExactly("10001 1953-09-02 1986-06-26 Georgi Facello M");
    }

    @Test
    void theJoinFindsSalariesInSales() throws SQLException {
        List<String> found =
                query("SELECT CONCAT_WS(' ', COUNT(*) > 2000, MAX(s.salary) > 100000, MIN(s.salary) < 50000)"
                        + " FROM employees e JOIN dept_emp de ON de.emp_no = e.emp_no"
                        + " JOIN departments d ON d.dept_no = de.dept_no JOIN salaries s ON s.emp_no = e.emp_no"
                        + " WHERE d.dept_name = 'Sales'");

        assertThat(found).containsExactly("1 1 1");
    }

    @Test
    void viewsOfThePublishedSchemaWork() throws SQLException {
        assertThat(query("SELECT dept_no FROM current_dept_emp WHERE emp_no = 10001"))
                .containsExactly("d005");
    }

    @Test
    void knowsTheScaleThatIsLoaded() throws SQLException {
        assertThat(Employees.loadedScale(origin)).hasValue(SCALE);
    }

    private List<String> query(String sql) throws SQLException {
        try (Connection connection = origin.connect("employees", OriginAccount.APP);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
