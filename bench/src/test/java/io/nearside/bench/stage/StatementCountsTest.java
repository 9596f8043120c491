package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatementCountsTest {
    @Test
    void addsUpTheReasonsOfEachDecision() {
        String metrics =
                """
                # HELP nearside_statements_total
                # TYPE nearside_statements_total counter
                nearside_statements_total{decision="fill",reason="none"} 3.0
                nearside_statements_total{decision="forward",reason="not_select"} 4.0
                nearside_statements_total{reason="session_state",decision="forward"} 5.0
                nearside_statements_total{decision="hit",reason="none"} 1.2E4
                nearside_sessions 7.0
                """;

        assertThat(StatementCounts.parse(metrics)).isEqualTo(new StatementCounts(12_000, 3, 9));
    }

    @Test
    void countsNothingWhereNothingIsCounted() {
        assertThat(StatementCounts.parse("nearside_sessions 7.0\n")).isEqualTo(new StatementCounts(0, 0, 0));
    }

    @Test
    void everythingFromTheOriginIsAMiss() {
        StatementCounts earlier = new StatementCounts(10, 1, 2);
        StatementCounts later = new StatementCounts(109, 2, 4);

        assertThat(later.since(earlier)).isEqualTo(new StatementCounts(99, 1, 2));
        assertThat(later.since(earlier).misses()).isEqualTo(3);
    }
}
