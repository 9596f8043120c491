package io.nearside.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.bench.experiment.Query;
import io.nearside.bench.experiment.RegionFigures;
import io.nearside.bench.stage.Region;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TablesTest {
    @Test
    void alignsEveryRowUnderItsHeading() {
        List<String> lines = Tables.query(Query.JOIN, TestingFigures.all(TestingFigures::region))
                .lines()
                .toList();

        List<String> table = lines.subList(2, 4 + Region.values().length);
        assertThat(table).extracting(String::length).containsOnly(table.get(0).length());
        assertThat(table.get(0).length()).isLessThanOrEqualTo(100);
        assertThat(table.get(2).split("\\s+"))
                .containsExactly("us-west-2", "1", "57.00", "51.00", "1.250", "0.110", "0.266", "2", "41");
    }

    @Test
    void drawsTheLongestTimeLongestAndTheShortestNotAtAll() {
        List<String> lines = Tables.query(Query.LOOKUP, TestingFigures.all(TestingFigures::region))
                .lines()
                .filter(line -> line.contains("|"))
                .toList();

        assertThat(lines).hasSize(2 * Region.values().length).allSatisfy(line -> assertThat(line.length())
                .isLessThanOrEqualTo(100));
        assertThat(lines)
                .filteredOn(line -> line.contains("=".repeat(60)))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith(Region.AP_SOUTHEAST_2.title()));
        assertThat(lines).filteredOn(line -> line.contains("#")).isEmpty();
    }

    @Test
    void saysWhereAChangeWasNotServed() {
        List<RegionFigures> figures = List.of(
                TestingFigures.region(Region.US_WEST_2),
                TestingFigures.region(Region.US_EAST_1, Double.NaN, 115, 1.25));

        assertThat(Tables.change("UPDATE", figures).lines().skip(3))
                .containsExactly("us-west-2             1  250.3", "us-east-1            65  not within 30 s");
    }
}
