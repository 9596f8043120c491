package io.nearside.origin.employees;

import com.mysql.cj.jdbc.JdbcStatement;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The {@code employees} sample database at some scale: at 1 it has as many rows as the published one, table by table
 * (300,024 employees, 2,844,047 salaries). The rows are generated and are the same at every load of the same scale.
 */
public final class Employees {
    /** The smallest and largest scale: 300 and 3 million employees. */
    public static final double SMALLEST_SCALE = 0.001;

    public static final double LARGEST_SCALE = 10;

    private static final String LOADED = "generated at scale ";

    private final double scale;
    private final Workforce workforce;

    public Employees(double scale) {
        if (!(scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE)) {
            throw new IllegalArgumentException(
                    "scale must be within " + SMALLEST_SCALE + ".." + LARGEST_SCALE + ", was " + scale);
        }
        this.scale = scale;
        this.workforce = new Workforce(scale);
    }

    /** The scale of the employees that an origin holds; empty if it holds none, or a load that did not end. */
    public static OptionalDouble loadedScale(OriginServer origin) throws SQLException {
        String query = "SELECT table_comment FROM information_schema.tables"
                + " WHERE table_schema = 'employees' AND table_name = 'salaries'";
        try (Connection connection = origin.connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next() || !rows.getString(1).startsWith(LOADED)) {
                return OptionalDouble.empty();
            }
            return OptionalDouble.of(Double.parseDouble(rows.getString(1).substring(LOADED.length())));
        }
    }

    /** Puts the database into {@code origin}, in the place of whatever is there by its name. */
    public void load(OriginServer origin, LoadProgress progress) throws SQLException {
        OriginAccount admin = OriginAccount.ADMIN;
        String url = origin.jdbcUrl("") + "&allowLoadLocalInfile=true";
        try (Connection connection = DriverManager.getConnection(url, admin.user(), admin.password());
                Statement statement = connection.createStatement()) {
            for (String sql : schema()) {
                statement.execute(sql);
            }
            // Both off make the load several times faster; the rows are right by construction (a test checks them).
            statement.execute("SET SESSION foreign_key_checks = 0, SESSION unique_checks = 0");
            for (Department department : Department.values()) {
                statement.execute("INSERT INTO employees.departments VALUES ('" + department.number() + "', '"
                        + department.title() + "')");
            }
            for (Table table : Table.of(workforce)) {
                load(statement, table, progress);
            }
            statement.execute("ANALYZE NO_WRITE_TO_BINLOG TABLE employees.departments, employees.dept_emp,"
                    + " employees.dept_manager, employees.employees, employees.salaries, employees.titles");
            statement.execute("ALTER TABLE employees.salaries COMMENT = '" + LOADED + scale + "'");
        }
    }

    private void load(Statement statement, Table table, LoadProgress progress) throws SQLException {
        statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(new RowStream(workforce, table, progress));
        statement.execute(
                "LOAD DATA LOCAL INFILE 'generated' INTO TABLE employees." + table.name() + " CHARACTER SET ascii");
    }

    private static List<String> schema() {
        try (InputStream script = Employees.class.getResourceAsStream("schema.sql")) {
            if (script == null) {
                throw new IllegalStateException("schema.sql is not on the class path");
            }
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            List<String> statements = new ArrayList<>();
            for (String statement : text.split(";\\s*", -1)) {
                if (!statement.isBlank()) {
                    statements.add(statement);
                }
            }
            return statements;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
