package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.footprint.Footprint;

/** Plans over a small catalog, and what to claim of them. */
abstract class PlanAssertions {

    final StatementAnalyzer analyzer = new StatementAnalyzer(new TestingCatalog()
            .with(TableKind.BASE_TABLE, "db", "t", "u", "c")
            .with(TableKind.VIEW, "db", "vw")
            .with(TableKind.OTHER, "db", "seq")
            .with(TableKind.BASE_TABLE, "mysql", "user")
            .with(TableKind.VIEW, "sys", "version"));

    final StatementPlan plan(String statement, SqlDialect dialect) {
        return analyzer.analyze(statement, "db", dialect);
    }

    final Footprint cacheable(String statement, SqlDialect dialect) {
        StatementPlan plan = plan(statement, dialect);
        assertThat(plan.kind()).as("%s: %s", statement, plan).isEqualTo(StatementKind.CACHEABLE_READ);
        return plan.footprint();
    }

    final void assertRead(String statement, DenyReason reason) {
        assertPlan(statement, Dialects.MYSQL, reason, StatementKind.READ);
    }

    final void assertPlan(String statement, SqlDialect dialect, DenyReason reason, StatementKind kind) {
        StatementPlan plan = plan(statement, dialect);
        assertThat(plan.kind()).as("%s: %s", statement, plan).isEqualTo(kind);
        assertThat(plan.reason()).as(statement).isEqualTo(reason);
        assertThat(plan.taints()).as(statement).isFalse();
    }

    final void assertOpaque(String statement, DenyReason reason) {
        assertOpaque(statement, Dialects.MYSQL, reason);
    }

    final void assertOpaque(String statement, SqlDialect dialect, DenyReason reason) {
        assertPlan(statement, dialect, reason, StatementKind.OPAQUE);
    }

    final void assertTaints(String statement, DenyReason reason) {
        StatementPlan plan = plan(statement, Dialects.MYSQL);
        assertThat(plan.kind()).as("%s: %s", statement, plan).isEqualTo(StatementKind.OPAQUE);
        assertThat(plan.reason()).as(statement).isEqualTo(reason);
        assertThat(plan.taints()).as(statement).isTrue();
    }
}
