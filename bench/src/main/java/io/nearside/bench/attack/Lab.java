package io.nearside.bench.attack;

import io.nearside.bench.attack.grammar.Profile;
import io.nearside.bench.stage.Cleanup;
import io.nearside.bench.stage.LoneNode;
import io.nearside.bench.stage.LoneNodePlan;
import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.StatementCounts;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real origin and a node in front of it. Safe for use by many threads. */
final class Lab {
    /** Short, so that an answer which is too old shows within a round. */
    static final Duration MAX_STALENESS = Duration.ofMillis(400);

    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(20);
    private static final Duration CAUGHT_UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration DYING_LIMIT = Duration.ofSeconds(10);
    private static final Pattern LAST_WORDS = Pattern.compile("got signal|Assertion|^Query \\(");
    private static final Pattern AGE =
            Pattern.compile("^nearside_freshness_age_seconds\\s+([0-9.eE+-]+)", Pattern.MULTILINE);
    private static final Pattern ROW_IMAGES = Pattern.compile("^nearside_cdc_row_images\\s+1", Pattern.MULTILINE);
    private static final Pattern FORWARD = Pattern.compile(
            "^nearside_statements_total\\{decision=\"forward\",reason=\"([^\"]*)\"[^}]*}\\s+([0-9.eE+]+)",
            Pattern.MULTILINE);

    private final OriginServer origin;
    private final LoneNode node;
    private final Progress progress;
    private final AtomicInteger databases = new AtomicInteger();

    private Lab(OriginServer origin, LoneNode node, Progress progress) {
        this.origin = origin;
        this.node = node;
        this.progress = progress;
    }

    static Lab open(OriginFlavor flavor, Cleanup cleanup, Progress progress) throws InterruptedException {
        progress.say("starting " + flavor + " and a node");
        OriginServer origin = cleanup.add(flavor.builder()
                // A commit is to be cheap; it outlives the server, as some die of a statement, but not the machine.
                .option("sync-binlog", "0")
                .option("innodb-flush-log-at-trx-commit", "2")
                .option("local-infile", "1")
                // An answer that does not come is the node's fault, if locks at the origin end before a session does.
                .option("lock-wait-timeout", "20")
                .option("innodb-lock-wait-timeout", "10")
                .option("innodb-buffer-pool-size", "64M")
                .start());
        LoneNode node =
                cleanup.add(LoneNode.start(LoneNodePlan.beside(origin, MAX_STALENESS, WATERMARK_INTERVAL), progress));
        Lab lab = new Lab(origin, node, progress);
        lab.awaitRowImages();
        return lab;
    }

    /** Without them every change is one of a whole table, and hardly anything is put to the test. */
    private void awaitRowImages() throws InterruptedException {
        long began = System.nanoTime();
        while (!ROW_IMAGES.matcher(node.admin().metrics()).find()) {
            if (System.nanoTime() - began > CAUGHT_UP_LIMIT.toNanos()) {
                throw new AttackException("the node's invalidator has no row images on " + flavor());
            }
            Thread.sleep(50);
        }
    }

    OriginFlavor flavor() {
        return origin.flavor();
    }

    /** A name for a new database, which the application's account may use. */
    String newDatabase() {
        return "test_" + databases.incrementAndGet();
    }

    /** A session that may do everything, at the origin. */
    Session admin(String database) throws SQLException {
        return session(origin.jdbcUrl(database), OriginAccount.ADMIN, Profile.PLAIN, database);
    }

    /** A session of the application, at the origin. */
    Session direct(String database, Profile profile) throws SQLException {
        return session(origin.jdbcUrl(database), OriginAccount.APP, profile, database);
    }

    /** A session of the application, at the node. */
    Session throughNode(String database, Profile profile) throws SQLException {
        return session(node.jdbcUrl(database), OriginAccount.APP, profile, database);
    }

    private static Session session(String url, OriginAccount account, Profile profile, String database)
            throws SQLException {
        String more = "&connectTimeout=10000&socketTimeout=60000&allowLoadLocalInfile=true"
                + "&useServerPrepStmts=true&allowMultiQueries=" + profile.equals(Profile.PLAIN);
        return Session.open(
                DriverManager.getConnection(url + more, account.user(), account.password()), profile, database);
    }

    /** Waits until all that was committed before this call is applied at the node. */
    void awaitCaughtUp() throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            // Taken before the node is asked, or the answer's way would count as freshness.
            double sinceBegan = (System.nanoTime() - began) / 1e9;
            if (age() < sinceBegan) {
                return;
            }
            if (sinceBegan > CAUGHT_UP_LIMIT.toSeconds()) {
                throw new AttackException("the node has not caught up within " + CAUGHT_UP_LIMIT.toSeconds() + " s");
            }
            Thread.sleep(WATERMARK_INTERVAL.toMillis() / 2);
        }
    }

    private double age() throws InterruptedException {
        Matcher age = AGE.matcher(node.admin().metrics());
        return age.find() ? Double.parseDouble(age.group(1)) : Double.MAX_VALUE;
    }

    StatementCounts counts() throws InterruptedException {
        return node.admin().statementCounts();
    }

    /** How many statements the node passed on for which reason. */
    Map<String, Long> forwards() throws InterruptedException {
        Map<String, Long> forwards = new TreeMap<>();
        Matcher samples = FORWARD.matcher(node.admin().metrics());
        while (samples.find()) {
            forwards.merge(samples.group(1), Math.round(Double.parseDouble(samples.group(2))), Long::sum);
        }
        return forwards;
    }

    /** What the node said last: without it, why it ended a session cannot be told afterwards. */
    String nodesLastWords() {
        return node.logTail();
    }

    /** Fails if the node has ended. */
    void checkAlive() {
        node.checkAlive();
    }

    /**
     * Starts the origin again if it has died of what it was asked: that is no fault of the node's, and the attack goes
     * on. False if it has not died.
     */
    boolean raiseOrigin() throws InterruptedException {
        long began = System.nanoTime();
        while (origin.isRunning()) {
            // The connections of a dying process end before the process does.
            if (System.nanoTime() - began > DYING_LIMIT.toNanos()) {
                return false;
            }
            Thread.sleep(50);
        }
        progress.say(flavor() + " has died of what it was asked and is started again; its last words: " + lastWords());
        origin.start();
        awaitRowImages();
        awaitCaughtUp();
        return true;
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(origin.log(), StandardCharsets.ISO_8859_1);
            return lines.stream()
                    .filter(LAST_WORDS.asPredicate())
                    .reduce((earlier, later) -> later)
                    .orElse("none");
        } catch (IOException e) {
            return "not to be read, " + e;
        }
    }
}
