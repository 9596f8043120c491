package io.nearside.bench.experiment;

import io.nearside.bench.stage.Site;
import io.nearside.bench.stage.StageException;
import io.nearside.bench.stage.StatementCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Asks a region's node on a kept connection. The node's own counters say what was a hit. */
final class NearsideRun {
    private static final int WARM_UP_TIMES = 6_000;
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(20);

    private static final Duration USE_LIMIT = Duration.ofSeconds(10);

    /** What came of it. */
    record Result(Latencies all, int misses) {}

    private final Site site;

    NearsideRun(Site site) {
        this.site = site;
    }

    Result run(Question question, int times) throws SQLException, InterruptedException {
        long[] nanos = new long[times];
        try (Connection connection = new Client(site.clientPort()).connect();
                Statement statement = connection.createStatement()) {
            use(statement, question.query());
            StatementCounts before = site.admin().statementCounts();
            for (int i = 0; i < times; i++) {
                nanos[i] = question.ask(statement);
            }
            StatementCounts counted = site.admin().statementCounts().since(before);
            if (counted.hits() + counted.misses() != times) {
                throw new StageException("the node of " + site.region().title() + " was asked " + times
                        + " times and counted " + counted);
            }
            return new Result(new Latencies(nanos), Math.toIntExact(counted.misses()));
        }
    }

    /**
     * Makes the connection a kept one: uses it for another statement until that is answered from memory. A session that
     * has just begun is not, as long as what its driver set up may have been a write.
     */
    private void use(Statement statement, Query query) throws SQLException, InterruptedException {
        StatementCounts before = site.admin().statementCounts();
        long began = System.nanoTime();
        do {
            if (System.nanoTime() - began > USE_LIMIT.toNanos()) {
                throw new StageException("the node of " + site.region().title()
                        + " answers nothing from memory on a new connection: "
                        + site.admin().statementCounts().since(before));
            }
            Client.ask(statement, query.warmUpSql());
        } while (site.admin().statementCounts().since(before).hits() == 0);
    }

    /** Asks other statements of the same forms until neither side has much code left to compile. */
    static void warmUp(Site site) throws SQLException, InterruptedException {
        long began = System.nanoTime();
        try (Connection connection = new Client(site.clientPort()).connect();
                Statement statement = connection.createStatement()) {
            StatementCounts before = site.admin().statementCounts();
            int asked = 0;
            while (asked < WARM_UP_TIMES && System.nanoTime() - began < WARM_UP_LIMIT.toNanos()) {
                for (Query query : Query.values()) {
                    Client.ask(statement, query.warmUpSql());
                    asked++;
                }
            }
            StatementCounts counted = site.admin().statementCounts().since(before);
            if (counted.hits() == 0) {
                throw new StageException("the node of " + site.region().title()
                        + " answers nothing from memory while warming up: " + counted);
            }
        }
    }
}
