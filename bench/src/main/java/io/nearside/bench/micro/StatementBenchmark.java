package io.nearside.bench.micro;

import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.Catalog;
import io.nearside.proxy.sql.ColumnDefinition;
import io.nearside.proxy.sql.ColumnType;
import io.nearside.proxy.sql.SqlDialect;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.sql.TableDefinition;
import io.nearside.proxy.sql.TableKind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to understand a statement: one of a known shape with new literals, and one of a new shape. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StatementBenchmark {
    private static final SqlDialect DIALECT = SqlDialect.of("8.0.36", "");

    private static final Catalog CATALOG = new Catalog() {
        private final TableDefinition definition = new TableDefinition(
                List.of(
                        new ColumnDefinition("emp_no", ColumnType.INTEGER, "", ""),
                        new ColumnDefinition("dept_no", ColumnType.TEXT, "utf8mb4_general_ci", ""),
                        new ColumnDefinition("salary", ColumnType.INTEGER, "", ""),
                        new ColumnDefinition("dept_name", ColumnType.TEXT, "utf8mb4_general_ci", "")),
                List.of(List.of(0)),
                "");

        @Override
        public long version() {
            return 1;
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public TableKind kindOf(TableName table) {
            return TableKind.BASE_TABLE;
        }

        @Override
        public TableDefinition definitionOf(TableName table) {
            return definition;
        }

        @Override
        public TableName normalize(String schema, String table) {
            return new TableName(schema, table);
        }
    };

    /** The experiment's two statements. */
    public enum Form {
        /** By primary key. */
        LOOKUP("SELECT salary FROM employees WHERE emp_no = %d"),
        /** Of four tables. */
        JOIN("SELECT COUNT(*), MAX(s.salary) FROM employees e JOIN dept_emp de ON e.emp_no = de.emp_no"
                + " JOIN departments d ON de.dept_no = d.dept_no JOIN salaries s ON e.emp_no = s.emp_no"
                + " WHERE d.dept_name = 'Sales' AND s.salary > %d");

        private final String text;

        Form(String text) {
            this.text = text;
        }
    }

    /** Which statement. */
    @Param
    public Form form = Form.LOOKUP;

    private final StatementAnalyzer analyzer = new StatementAnalyzer(CATALOG);
    private int number;

    /** Lexing, looking the shape's plan up, binding; another literal each time. */
    @Benchmark
    public StatementPlan bindKnownShape() {
        return analyzer.analyze(String.format(form.text, number++), "db", DIALECT);
    }

    /** What is in the other two that is not analysis: to be subtracted. */
    @Benchmark
    public String formatOnly() {
        return String.format(form.text, number++);
    }

    /** Lexing, parsing, planning, binding; another name in the statement each time. */
    @Benchmark
    public StatementPlan planNewShape() {
        String statement = String.format(form.text, 1).replaceFirst(" FROM", " AS a" + number++ + " FROM");
        return analyzer.analyze(statement, "db", DIALECT);
    }
}
