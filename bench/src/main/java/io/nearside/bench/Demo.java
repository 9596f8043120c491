package io.nearside.bench;

import io.nearside.bench.experiment.Experiment;
import io.nearside.bench.experiment.Query;
import io.nearside.bench.experiment.RegionFigures;
import io.nearside.bench.report.Json;
import io.nearside.bench.report.Tables;
import io.nearside.bench.report.Verdict;
import io.nearside.bench.stage.Cleanup;
import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.Stage;
import io.nearside.bench.stage.StageException;
import io.nearside.origin.OriginException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/**
 * The command {@code nearside demo}: five regions around one origin, measured, and left up to be tried. Exits with 0
 * when what is claimed was met, 1 when it was not or something failed, 2 for arguments that cannot be followed.
 */
public final class Demo {
    private static final int MET = 0;
    private static final int FAILED = 1;
    private static final int BAD_ARGUMENTS = 2;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final DemoOptions options;
    private final PrintStream out;

    private Demo(DemoOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String... arguments) throws InterruptedException {
        // The nodes log to files of their own; of this process, only what is wrong is of interest.
        System.setProperty("logback.configurationFile", "io/nearside/bench/demo-logback.xml");
        try {
            System.exit(new Demo(DemoOptions.parse(arguments), System.out).run());
        } catch (IllegalArgumentException e) {
            System.err.println("nearside demo: " + e.getMessage());
            System.exit(BAD_ARGUMENTS);
        }
    }

    private int run() throws InterruptedException {
        try (Cleanup cleanup = new Cleanup()) {
            try {
                return show(cleanup);
            } catch (StageException | OriginException | IOException e) {
                // What fails while everything is being closed fails because of that.
                if (!cleanup.isClosing()) {
                    System.err.println("nearside demo: " + e.getMessage());
                }
                return FAILED;
            } catch (RuntimeException e) {
                if (!cleanup.isClosing()) {
                    throw e;
                }
                return FAILED;
            }
        }
    }

    private int show(Cleanup cleanup) throws InterruptedException, IOException {
        out.println(Explanation.opening(options.scale()));
        Progress progress = new Progress(out, System::nanoTime);
        Stage stage = Stage.open(options.scale(), cleanup, progress);
        List<RegionFigures> figures = new Experiment(stage, progress).run();
        progress.say("done");
        boolean isMet = report(figures);
        if (!options.once()) {
            out.println(Explanation.whatToTry(stage));
            stayUp(stage);
        }
        return isMet ? MET : FAILED;
    }

    private boolean report(List<RegionFigures> figures) throws IOException {
        out.println();
        for (Query query : Query.values()) {
            out.println(Tables.query(query, figures));
        }
        out.println(Tables.change(Experiment.CHANGE, figures));
        Verdict verdict = Verdict.on(figures);
        verdict.lines().forEach(out::println);
        out.flush();
        if (options.json() != null) {
            Files.writeString(options.json(), Json.of(figures));
        }
        return verdict.isMet();
    }

    /** Until Ctrl-C, or until something has ended that should not have. */
    private static void stayUp(Stage stage) throws InterruptedException {
        while (true) {
            stage.checkAlive();
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }
}
