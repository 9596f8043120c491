package io.nearside.bench.attack;

import io.nearside.bench.stage.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Round after round against one server, until the time is over. For one thread. */
final class Campaign implements Callable<Summary> {
    private static final int ENOUGH_DIFFERENCES = 5;
    private static final int MOST_DEATHS = 50;
    private static final Duration SHRINKING = Duration.ofSeconds(60);

    private final Lab lab;
    private final long seed;
    private final AttackOptions options;
    private final long end;
    private final Path reports;
    private final Progress progress;
    private final Tally tally = new Tally();
    private final List<String> found = new ArrayList<>();

    /**
     * @param seed of the first round
     * @param reports the folder where differences are written to
     */
    Campaign(Lab lab, AttackOptions options, long seed, Path reports, Progress progress) {
        this.lab = lab;
        this.options = options;
        this.seed = seed;
        this.end = System.nanoTime() + options.length().toNanos();
        this.reports = reports;
        this.progress = progress;
    }

    private boolean mayGoOn() {
        return System.nanoTime() - end < 0 || tally.comparisons() < options.comparisons();
    }

    @Override
    public Summary call() throws Exception {
        for (int i = 0; i < options.rounds() && mayGoOn() && found.size() < ENOUGH_DIFFERENCES; i++) {
            lab.checkAlive();
            @Nullable Difference difference = round(seed + i);
            if (difference != null) {
                tally.differences.increment();
                report(difference);
            }
            progress.meanwhile(this::line);
        }
        return summary();
    }

    private @Nullable Difference round(long of) throws Exception {
        try {
            return new Round(lab, of, tally, this::mayGoOn).run();
        } catch (SQLException | AttackException e) {
            if (tally.originDeaths.sum() == MOST_DEATHS || !lab.raiseOrigin()) {
                throw new AttackException(
                        lab.flavor() + ", seed " + of + ": " + e.getMessage() + "\nThe node's log ends in:\n"
                                + lab.nodesLastWords(),
                        e);
            }
            tally.originDeaths.increment();
            return null;
        }
    }

    private String line() {
        try {
            Summary now = summary();
            return String.format(
                    Locale.ROOT,
                    "%-8s rounds %d, comparisons %d, hits %d (%.0f%%), writes %d, differences %d",
                    now.flavor(),
                    tally.rounds.sum(),
                    tally.comparisons(),
                    now.counts().hits(),
                    100 * now.hitShare(),
                    tally.writes.sum(),
                    tally.differences.sum());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private Summary summary() throws InterruptedException {
        return new Summary(lab.flavor(), tally, lab.counts(), lab.forwards(), found);
    }

    private void report(Difference difference) throws InterruptedException, IOException {
        progress.say(difference.report());
        long limit = System.nanoTime() + SHRINKING.toNanos();
        progress.say("trying to find a short way to it");
        @Nullable
        Scenario shortest = new Replay(lab, () -> System.nanoTime() - limit < 0).shrink(difference.scenario());
        String how = shortest == null
                ? "-- It does not come again when everything is done one after the other. All that was done:\n"
                        + difference.scenario().script()
                : shortest.script();
        String report = "/*\n" + difference.report() + "*/\n" + how;
        Path file = reports.resolve(
                "attack-" + difference.flavor().name().toLowerCase(Locale.ROOT) + "-" + difference.seed() + ".sql");
        Files.createDirectories(reports);
        Files.writeString(file, report);
        found.add(report);
        progress.say(
                (shortest == null ? "it does not come again; all of it is in " + file : how + "this is in " + file));
    }
}
