package io.nearside.bench.attack;

import io.nearside.bench.stage.Cleanup;
import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.StageException;
import io.nearside.origin.OriginException;
import io.nearside.origin.OriginFlavor;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The command {@code nearside attack}: looks for an answer of a node that its origin would not have given. Exits with 0
 * when it found none, 1 when it found one or could not go on, 2 for arguments that cannot be followed.
 */
public final class Attack {
    private static final int FOUND_NOTHING = 0;
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;

    private Attack() {}

    public static void main(String... arguments) throws InterruptedException {
        System.setProperty("logback.configurationFile", "io/nearside/bench/demo-logback.xml");
        try {
            System.exit(run(AttackOptions.parse(arguments), System.out));
        } catch (IllegalArgumentException e) {
            System.err.println("nearside attack: " + e.getMessage());
            System.exit(BAD_ARGUMENTS);
        }
    }

    private static int run(AttackOptions options, PrintStream out) throws InterruptedException {
        try {
            List<Summary> summaries = attack(options, out, Path.of(""));
            out.println();
            out.print(Summary.table(summaries));
            boolean nothing = summaries.stream()
                    .allMatch(summary ->
                            summary.reports().isEmpty() && summary.tally().comparisons() > 0);
            return nothing ? FOUND_NOTHING : FAILED;
        } catch (StageException | OriginException | AttackException e) {
            System.err.println("nearside attack: " + e.getMessage());
            return FAILED;
        }
    }

    /** Attacks all servers at the same time. */
    static List<Summary> attack(AttackOptions options, PrintStream out, Path reports) throws InterruptedException {
        Progress progress = new Progress(out, System::nanoTime);
        Long given = options.seed();
        long seed = given == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : given;
        progress.say("seed " + seed);
        ExecutorService threads = Executors.newFixedThreadPool(options.flavors().size());
        try (Cleanup cleanup = new Cleanup()) {
            List<Campaign> campaigns = new ArrayList<>();
            List<Lab> labs = new ArrayList<>();
            for (OriginFlavor flavor : options.flavors()) {
                labs.add(Lab.open(flavor, cleanup, progress));
            }
            for (Lab lab : labs) {
                campaigns.add(new Campaign(lab, options, seed, reports, progress));
            }
            List<Summary> summaries = new ArrayList<>();
            for (Future<Summary> summary : threads.invokeAll(campaigns)) {
                summaries.add(summary.get());
            }
            return summaries;
        } catch (ExecutionException e) {
            throw new AttackException("the attack cannot go on: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }
}
