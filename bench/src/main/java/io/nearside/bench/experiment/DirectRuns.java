package io.nearside.bench.experiment;

import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.Site;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Asks the origin itself from every region, on a kept connection and on new ones.
 *
 * <p>The origin's own region goes alone. From far away almost all of the time is delay, so the far regions go together,
 * and several new connections of each; otherwise this would take a quarter of an hour. What they must not do is make
 * the origin busy with each other's statements, so only as many are under way as leave it about one to work on.
 */
final class DirectRuns {
    static final int NEW_CONNECTIONS_AT_ONCE = 8;

    /** What one region saw. */
    record Result(Latencies onNew, Latencies onKept) {}

    private final Threads threads;
    private final Progress progress;
    private final Question question;
    private final int times;

    DirectRuns(Threads threads, Progress progress, Question question, int times) {
        this.threads = threads;
        this.progress = progress;
        this.question = question;
        this.times = times;
    }

    /** From a region that has the origin to itself, one statement after the other. */
    Result alone(Site site) throws InterruptedException {
        Turn turn = new Turn(2 * times, 1);
        Latencies kept = joined(threads.all(List.of(() -> onKept(site, turn))));
        Latencies fresh = joined(threads.all(List.of(() -> onNew(site, times, turn))));
        return new Result(fresh, kept);
    }

    /** From several regions at the same time, with at most so many statements under way. */
    Map<Site, Result> together(List<Site> sites, int underWay) throws InterruptedException {
        Turn turn = new Turn(2 * times * sites.size(), underWay);
        List<Callable<long[]>> pieces = new ArrayList<>();
        for (Site site : sites) {
            pieces.add(() -> onKept(site, turn));
            for (int i = 0; i < NEW_CONNECTIONS_AT_ONCE; i++) {
                int share = times / NEW_CONNECTIONS_AT_ONCE + (i < times % NEW_CONNECTIONS_AT_ONCE ? 1 : 0);
                pieces.add(() -> onNew(site, share, turn));
            }
        }
        List<long[]> took = threads.all(pieces);
        Map<Site, Result> results = new LinkedHashMap<>();
        for (Site site : sites) {
            int from = results.size() * (1 + NEW_CONNECTIONS_AT_ONCE);
            List<long[]> onNew = took.subList(from + 1, from + 1 + NEW_CONNECTIONS_AT_ONCE);
            results.put(site, new Result(joined(onNew), new Latencies(took.get(from))));
        }
        return results;
    }

    private static Latencies joined(List<long[]> parts) {
        return new Latencies(parts.stream().flatMapToLong(LongStream::of).toArray());
    }

    private long[] onKept(Site site, Turn turn) throws SQLException, InterruptedException {
        long[] nanos = new long[times];
        try (Connection connection = new Client(site.originPort()).connect();
                Statement statement = connection.createStatement()) {
            Client.ask(statement, question.query().warmUpSql());
            for (int i = 0; i < times; i++) {
                nanos[i] = turn.ask(statement);
            }
        }
        return nanos;
    }

    private long[] onNew(Site site, int share, Turn turn) throws SQLException, InterruptedException {
        long[] nanos = new long[share];
        Client client = new Client(site.originPort());
        for (int i = 0; i < share; i++) {
            long began = System.nanoTime();
            try (Connection connection = client.connect();
                    Statement statement = connection.createStatement()) {
                long connecting = System.nanoTime() - began;
                nanos[i] = connecting + turn.ask(statement);
            }
        }
        return nanos;
    }

    /** Lets so many statements be under way, first come, first served; waiting is not measured. */
    private final class Turn {
        private final int all;
        private final Semaphore underWay;
        private final AtomicInteger done = new AtomicInteger();

        Turn(int all, int underWay) {
            this.all = all;
            this.underWay = new Semaphore(underWay, true);
        }

        long ask(Statement statement) throws SQLException, InterruptedException {
            underWay.acquire();
            try {
                return question.ask(statement);
            } finally {
                underWay.release();
                progress.soFar(question.query().title() + " direct", done.incrementAndGet(), all);
            }
        }
    }
}
