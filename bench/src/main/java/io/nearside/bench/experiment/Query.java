package io.nearside.bench.experiment;

/** The two queries of the published experiment, each with one literal. */
public enum Query {
    LOOKUP(
            "lookup",
            "SELECT emp_no, birth_date, hire_date, first_name, last_name, gender FROM employees WHERE emp_no = %s",
            "10001",
            "10002"),
    JOIN(
            "join",
            "SELECT COUNT(*), MAX(s.salary), MIN(s.salary) FROM employees e"
                    + " JOIN dept_emp de ON e.emp_no = de.emp_no"
                    + " JOIN departments d ON de.dept_no = d.dept_no"
                    + " JOIN salaries s ON e.emp_no = s.emp_no"
                    + " WHERE d.dept_name = %s",
            "'Sales'",
            "'Marketing'");

    private final String title;
    private final String sql;
    private final String warmUpSql;

    Query(String title, String form, String literal, String warmUpLiteral) {
        this.title = title;
        this.sql = form.formatted(literal);
        this.warmUpSql = form.formatted(warmUpLiteral);
    }

    /** The name it goes by in what is printed and written. */
    public String title() {
        return title;
    }

    /** What is measured. */
    public String sql() {
        return sql;
    }

    /** Another statement of the same form: takes the same ways, and leaves nothing behind that helps the measured one. */
    String warmUpSql() {
        return warmUpSql;
    }
}
