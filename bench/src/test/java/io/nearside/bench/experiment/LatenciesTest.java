package io.nearside.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    private static final long MILLI = 1_000_000;

    /** 100, 99, … 1 ms. */
    private final Latencies hundred = new Latencies(
            LongStream.rangeClosed(1, 100).map(i -> (101 - i) * MILLI).toArray());

    @Test
    void meanIsOverAll() {
        assertThat(new Latencies(MILLI, 2 * MILLI, 6 * MILLI).mean()).isEqualTo(3.0);
        assertThat(hundred.mean()).isEqualTo(50.5);
    }

    @Test
    void percentileIsTheShortestThatSoManyDoNotExceed() {
        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(100)).isEqualTo(100);
        assertThat(new Latencies(7 * MILLI).percentile(1)).isEqualTo(7);
        assertThat(new Latencies(MILLI, 2 * MILLI, 3 * MILLI).percentile(50)).isEqualTo(2);
    }

    @Test
    void nothingHasNoMeanAndNoPercentile() {
        assertThat(new Latencies().mean()).isNaN();
        assertThat(new Latencies().percentile(50)).isNaN();
    }

    @Test
    void withoutMissesAllAreHits() {
        assertThat(new Latencies(9 * MILLI, MILLI).hits(0).percentile(100)).isEqualTo(9);
    }

    @Test
    void firstIsTheMissEvenWhenAHitTookLonger() {
        Latencies hits = new Latencies(5 * MILLI, MILLI, 8 * MILLI, 2 * MILLI).hits(1);

        assertThat(hits.count()).isEqualTo(3);
        assertThat(hits.percentile(100)).isEqualTo(8);
        assertThat(hits.percentile(1)).isEqualTo(1);
    }

    @Test
    void furtherMissesAreTheSlowestOfTheRest() {
        Latencies hits = new Latencies(5 * MILLI, MILLI, 8 * MILLI, 2 * MILLI).hits(2);

        assertThat(hits.count()).isEqualTo(2);
        assertThat(hits.percentile(100)).isEqualTo(2);
    }

    @Test
    void nothingIsLeftWhenAllWereMisses() {
        assertThat(new Latencies(MILLI, MILLI).hits(2).count()).isZero();
    }
}
