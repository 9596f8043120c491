package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementHintTest extends PlanAssertions {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/* nearside: max_staleness=500 */ SELECT a FROM t",
                "/*nearside:max_staleness=500*/SELECT a FROM t",
                "SELECT a /* Nearside : Max_Staleness = 500 */ FROM t",
                "SELECT a FROM t -- nearside: max_staleness=500",
                "SELECT a FROM t # nearside: max_staleness=500\n WHERE a = 1",
                "SELECT a FROM t /* other */ /* nearside: max_staleness=500 */ /* another */"
            })
    void boundsTheStatement(String statement) {
        StatementPlan plan = plan(statement, Dialects.MYSQL);

        assertThat(plan.kind()).isEqualTo(StatementKind.CACHEABLE_READ);
        assertThat(plan.maxStalenessNanos()).isEqualTo(Duration.ofMillis(500).toNanos());
    }

    @Test
    void isOfTheStatementAndNotOfItsShape() {
        assertThat(plan("SELECT a FROM t WHERE a = 1", Dialects.MYSQL).maxStalenessNanos())
                .isEqualTo(StatementPlan.NO_BOUND);
        plan("SELECT a FROM t WHERE a = 2 /* nearside: max_staleness=500 */", Dialects.MYSQL);
        assertThat(plan("SELECT a FROM t WHERE a = 3", Dialects.MYSQL).maxStalenessNanos())
                .isEqualTo(StatementPlan.NO_BOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/* nearside: bypass */ SELECT a FROM t",
                "SELECT a FROM t -- NEARSIDE: BYPASS",
                "SELECT a FROM t /* nearside: max_staleness=0 */"
            })
    void keepsTheStatementFromTheCache(String statement) {
        assertRead(statement, DenyReason.BYPASS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/* nearside: */ SELECT a FROM t",
                "/* nearside */ SELECT a FROM t",
                "/* nearside bypass */ SELECT a FROM t",
                "/* nearside: bypas */ SELECT a FROM t",
                "/* nearside: max_staleness=-1 */ SELECT a FROM t",
                "/* nearside: max_staleness=1s */ SELECT a FROM t",
                "/* nearside: max_staleness=500 please */ SELECT a FROM t",
                "/* nearside: max_staleness=500 */ SELECT a /* nearside: max_staleness=900 */ FROM t",
                "/* nearside: max_staleness=500 */ SELECT a /* nearside: bypass */ FROM t"
            })
    void isNotGuessedAt(String statement) {
        assertRead(statement, DenyReason.BAD_HINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t WHERE a = '/* nearside: bypass */'",
                "SELECT a FROM t /* for nearside: bypass */",
                "SELECT a FROM t /* nearside-app v2 */",
                "SELECT a AS nearside FROM t"
            })
    void isACommentAddressedToTheNode(String statement) {
        assertThat(plan(statement, Dialects.MYSQL).maxStalenessNanos()).isEqualTo(StatementPlan.NO_BOUND);
        cacheable(statement, Dialects.MYSQL);
    }
}
