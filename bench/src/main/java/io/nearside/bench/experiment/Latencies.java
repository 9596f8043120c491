package io.nearside.bench.experiment;

import java.util.Arrays;
import java.util.stream.LongStream;

/** How long statements took, in the order in which they were asked. Given in nanoseconds, told in milliseconds. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] nanos;

    Latencies(long... nanos) {
        this.nanos = nanos.clone();
    }

    int count() {
        return nanos.length;
    }

    /** Of none: not a number. */
    double mean() {
        return LongStream.of(nanos).average().orElse(Double.NaN) / NANOS_PER_MILLI;
    }

    /** The shortest that at least {@code percent} of a hundred do not exceed; of none: not a number. */
    double percentile(double percent) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(rank, 1) - 1] / NANOS_PER_MILLI;
    }

    /**
     * The hits among these, when {@code misses} were not. A statement never asked before cannot have been a hit, so the
     * first is the first miss; should there have been more, they were the slowest of the rest.
     */
    Latencies hits(int misses) {
        if (misses == 0) {
            return this;
        }
        long[] rest = Arrays.copyOfRange(nanos, 1, nanos.length);
        Arrays.sort(rest);
        return new Latencies(Arrays.copyOf(rest, rest.length - (misses - 1)));
    }
}
