package io.nearside.bench.micro;

import io.nearside.node.validity.Stamp;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a change record and a check of a result cost, by the number of cached results: neither may grow with it. The results
 * checked are 512 of all, asked again and again, as the ones that are asked most are.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class ValidityBenchmark {
    private static final int ASKED = 512;
    private static final int RECORDS = 64;

    /** How many results are cached. */
    @Param({"1000", "10000", "100000", "1000000"})
    public int results;

    private CachedPoints points = new CachedPoints(1);
    private Stamp[] asked = {};

    /** Caches the results, and picks those that are asked from all over them. */
    @Setup
    public void fill() {
        points = new CachedPoints(results);
        asked = new Stamp[ASKED];
        for (int i = 0; i < ASKED; i++) {
            asked[i] = points.stamp((int) ((long) i * results / ASKED));
        }
        points.change(RECORDS);
    }

    /** A batch of updates of rows that no result is of, for each. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void applyRecord() {
        points.change(RECORDS);
    }

    /** Checks when nothing changed since the last one. */
    @Benchmark
    @OperationsPerInvocation(ASKED)
    public boolean checkUnchanged() {
        return holdAll();
    }

    /** Checks when another row of the table changed since the last one; the change's own cost is a part of it. */
    @Benchmark
    @OperationsPerInvocation(ASKED)
    public boolean checkAfterAChange() {
        points.change(1);
        return holdAll();
    }

    private boolean holdAll() {
        boolean all = true;
        for (Stamp stamp : asked) {
            all &= stamp.holds();
        }
        if (!all) {
            throw new IllegalStateException("a result was void that nothing concerns");
        }
        return true;
    }
}
