package io.nearside.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.bench.experiment.RegionFigures;
import io.nearside.bench.stage.Region;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void hasThePublishedShape() {
        String json = Json.of(List.of(
                TestingFigures.region(Region.US_WEST_2),
                TestingFigures.region(Region.US_EAST_1, Double.NaN, 115, 1.25)));

        assertThat(json)
                .isEqualTo(
                        """
                        {"regions": [
                          {"name": "us-west-2", "rtt_ms": 1, "change_visible_ms": 250.250, "queries": [
                            {"name": "lookup", "direct_new_ms": 7.000, "direct_kept_ms": 1.500, "nearside_mean_ms": 0.123, "hit_p50_ms": 0.100, "hit_p99_ms": 0.250, "misses": 1},
                            {"name": "join", "direct_new_ms": 57.000, "direct_kept_ms": 51.000, "nearside_mean_ms": 1.250, "hit_p50_ms": 0.110, "hit_p99_ms": 0.266, "misses": 2}
                          ]},
                          {"name": "us-east-1", "rtt_ms": 65, "change_visible_ms": null, "queries": [
                            {"name": "lookup", "direct_new_ms": 455.000, "direct_kept_ms": 65.500, "nearside_mean_ms": 0.123, "hit_p50_ms": 0.100, "hit_p99_ms": 0.250, "misses": 1},
                            {"name": "join", "direct_new_ms": 505.000, "direct_kept_ms": 115.000, "nearside_mean_ms": 1.250, "hit_p50_ms": 0.110, "hit_p99_ms": 0.266, "misses": 2}
                          ]}
                        ]}
                        """);
    }

    @Test
    void isTheSameWhateverTheLanguageOfTheMachine() {
        List<RegionFigures> figures = TestingFigures.all(TestingFigures::region);
        String json = Json.of(figures);
        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Json.of(figures)).isEqualTo(json);
        } finally {
            Locale.setDefault(usual);
        }
    }
}
