package io.nearside.proxy.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from a statement's text to its plan. A statement that is not a SELECT is classified by its words; of a SELECT, the
 * shape is taken, and a plan is made only once for each shape, schema, dialect and version of the catalog. Thread-safe; never
 * throws for any text; works in the caller's thread.
 */
public final class StatementAnalyzer {

    /** Bounds the cache of plans, in characters of the shapes that are kept as keys. */
    private static final long MAX_CACHED_CHARACTERS = 16L * 1024 * 1024;

    /** What an entry costs beside its shape, in the same unit. */
    private static final int ENTRY_OVERHEAD = 200;

    /**
     * What Oracle's client asks after login, to learn whether the server takes dollars for quotes. Whatever they are, there is
     * nothing between them: an error at most.
     */
    private static final String DOLLAR_PROBE = "select $$";

    private record PlanKey(String shape, @Nullable String schema, SqlDialect dialect, long catalogVersion) {}

    private final Catalog catalog;
    private final SelectPlanner planner;
    private final Cache<PlanKey, StatementPlan> plans;

    /** An analyzer that resolves table names by the catalog. */
    public StatementAnalyzer(Catalog catalog) {
        this.catalog = catalog;
        this.planner = new SelectPlanner(catalog);
        this.plans = Caffeine.newBuilder()
                .maximumWeight(MAX_CACHED_CHARACTERS)
                .executor(Runnable::run)
                .weigher((PlanKey key, StatementPlan plan) -> key.shape().length() + ENTRY_OVERHEAD)
                .build();
        // the parser's classes take a tenth of a second to load, which no session should wait for
        ParsedSelect.of("SELECT a FROM b WHERE c = 0");
    }

    /**
     * The plan of a statement.
     *
     * @param statement the text, decoded by the session's {@code character_set_client}, which must be one whose bytes below
     *     0x80 always mean ASCII
     * @param schema the session's default schema, or null
     * @param dialect the SQL the session speaks
     */
    public StatementPlan analyze(String statement, @Nullable String schema, SqlDialect dialect) {
        return analyze(statement, schema, dialect, List.of());
    }

    /**
     * The plan of one execution of a prepared statement.
     *
     * @param parameters one for each parameter, or none while they are not known
     */
    public StatementPlan analyze(
            String statement, @Nullable String schema, SqlDialect dialect, List<Parameter> parameters) {
        if (statement.equals(DOLLAR_PROBE)) {
            return StatementPlan.read(DenyReason.UNREADABLE);
        }
        if (dialect.oracle()) {
            return StatementPlan.tainting(DenyReason.DIALECT);
        }
        return new StatementClassifier(statement, dialect, select -> select(select, schema, dialect, parameters))
                .classify();
    }

    /** A statement without its literals and comments, for people; a word in brackets if it cannot be had. */
    public static String shape(String statement, SqlDialect dialect) {
        Shape shape = Shape.of(statement, dialect);
        return shape.problem() == DenyReason.NONE
                ? shape.text()
                : "(" + shape.problem().label() + ")";
    }

    private StatementPlan select(
            String select, @Nullable String schema, SqlDialect dialect, List<Parameter> parameters) {
        Shape shape = Shape.of(select, dialect);
        switch (shape.problem()) {
            case NONE -> {}
            case TOO_COMPLEX, UNKNOWN_CONSTRUCT -> {
                return unplanned(select, dialect, shape.problem());
            }
            default -> {
                return StatementPlan.tainting(shape.problem());
            }
        }
        long version = catalog.version();
        PlanKey key = new PlanKey(shape.text(), schema, dialect, version);
        StatementPlan plan = plans.get(key, k -> planner.plan(shape.text(), schema, dialect, version));
        if (plan.kind() != StatementKind.CACHEABLE_READ) {
            return plan;
        }
        boolean reserved = shape.reservation() != DenyReason.NONE;
        return reserved
                ? StatementPlan.read(shape.reservation())
                : StatementHint.of(select, dialect)
                        .applyTo(plan.bound(new Bindings(
                                shape.literals(),
                                parameters.stream().map(Literal::of).toList())));
    }

    /** Without a shape nothing more can be known than what the tokens show. */
    private static StatementPlan unplanned(String select, SqlDialect dialect, DenyReason problem) {
        Findings findings = new Findings();
        TokenReview.ofRead(new Lexer(select, dialect), dialect, findings);
        findings.opaque(problem);
        return findings.denied();
    }
}
