package io.nearside.bench.experiment;

import io.nearside.bench.stage.Site;
import io.nearside.bench.stage.StageException;
import io.nearside.bench.stage.StatementCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks a region's node on a kept connection. The node's own counters say what was a hit. */
final class NearsideRun {
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

    /** Asks other statements of the same forms for some time, so that neither side still has code to compile. */
    static void warmUp(Site site, long nanos) throws SQLException, InterruptedException {
        long began = System.nanoTime();
        try (Connection connection = new Client(site.clientPort()).connect();
                Statement statement = connection.createStatement()) {
            StatementCounts before = site.admin().statementCounts();
            while (System.nanoTime() - began < nanos) {
                for (Query query : Query.values()) {
                    Client.ask(statement, query.warmUpSql());
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
