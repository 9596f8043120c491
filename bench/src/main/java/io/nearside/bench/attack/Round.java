package io.nearside.bench.attack;

import io.nearside.bench.attack.grammar.Dice;
import io.nearside.bench.attack.grammar.Profile;
import io.nearside.bench.attack.grammar.Read;
import io.nearside.bench.attack.grammar.ReadMaker;
import io.nearside.bench.attack.grammar.Schema;
import io.nearside.bench.attack.grammar.SchemaMaker;
import io.nearside.bench.attack.grammar.Step;
import io.nearside.bench.attack.grammar.WriteMaker;
import io.nearside.bench.attack.ledger.Answer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One schema, one pool of reads, and many changes: one by one at first, then in a storm. For one thread. */
final class Round {
    private static final int READS = 40;
    private static final int MOST_ERRORS = 3;
    private static final int BOUTS = 25;
    private static final int AT_ONCE = 4;
    private static final Pattern MADE =
            Pattern.compile("CREATE (?:TABLE|VIEW|PROCEDURE|OR REPLACE VIEW) (\\w+).*", Pattern.DOTALL);

    private final Lab lab;
    private final long seed;
    private final Dice dice;
    private final Tally tally;
    private final BooleanSupplier mayGoOn;
    private final String database;
    private final List<Profile> profiles = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final List<Step> done = new ArrayList<>();
    private List<String> statements = List.of();
    private List<Answer> truths = new ArrayList<>();

    /** @param mayGoOn whether there is time for more */
    Round(Lab lab, long seed, Tally tally, BooleanSupplier mayGoOn) {
        this.lab = lab;
        this.seed = seed;
        this.dice = new Dice(seed);
        this.tally = tally;
        this.mayGoOn = mayGoOn;
        this.database = lab.newDatabase();
    }

    /** The first difference; null if there is none. */
    @Nullable
    Difference run() throws Exception {
        try (Session admin = lab.admin("")) {
            admin.run("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
            try {
                return inDatabase();
            } finally {
                admin.run("DROP DATABASE " + database);
                tally.rounds.increment();
            }
        }
    }

    private @Nullable Difference inDatabase() throws Exception {
        Schema schema = make(new SchemaMaker(dice, lab.flavor()).make());
        profiles.add(Profile.PLAIN);
        profiles.add(Profile.random(dice));
        profiles.add(Profile.random(dice));
        try (Desk direct = Desk.open(distinct(profiles), profile -> lab.direct(database, profile));
                Desk node = Desk.open(distinct(profiles), profile -> lab.throughNode(database, profile));
                Session admin = lab.admin(database)) {
            admin.run("SET sql_mode = ''");
            choose(schema, direct);
            WriteMaker writes = new WriteMaker(new Dice(dice.seed()), schema);
            lab.awaitCaughtUp();
            for (int i = 0; i < BOUTS && mayGoOn.getAsBoolean(); i++) {
                @Nullable Difference difference = bout(writes, direct, node, admin);
                if (difference != null) {
                    return difference;
                }
            }
            return mayGoOn.getAsBoolean() ? storm(schema, direct, node) : null;
        }
    }

    private static List<Profile> distinct(List<Profile> profiles) {
        return profiles.stream().distinct().toList();
    }

    private Schema make(Schema schema) throws SQLException {
        statements = schema.statements();
        Set<String> missing = new HashSet<>();
        try (Session admin = lab.admin(database)) {
            admin.run("SET sql_mode = ''");
            for (String sql : schema.statements()) {
                if (!admin.run(sql)) {
                    Matcher made = MADE.matcher(sql);
                    if (made.matches()) {
                        missing.add(made.group(1));
                    }
                }
            }
        }
        return schema.without(missing);
    }

    /** Reads that mostly succeed. */
    private void choose(Schema schema, Desk direct) throws SQLException {
        ReadMaker maker = new ReadMaker(dice, schema);
        int errors = 0;
        while (reads.size() < READS) {
            Read read = maker.make(dice.percent(50) ? Profile.PLAIN : dice.of(profiles));
            Answer answer = direct.ask(read);
            if (!answer.failed() || errors++ < MOST_ERRORS) {
                reads.add(read);
                truths.add(answer);
            }
        }
    }

    /** All answers are made to be remembered, some rows change, and all answers are asked for again. */
    private @Nullable Difference bout(WriteMaker writes, Desk direct, Desk node, Session admin)
            throws SQLException, InterruptedException {
        int warm = done.size();
        for (int i = 0; i < 2; i++) {
            @Nullable Difference difference = compare(direct, node, warm);
            if (difference != null) {
                return difference;
            }
        }
        @Nullable Difference missed = write(writes, direct, admin, warm);
        if (missed != null) {
            return missed;
        }
        lab.awaitCaughtUp();
        long hits = lab.counts().hits();
        @Nullable Difference difference = compare(direct, node, warm);
        tally.kept.add(lab.counts().hits() - hits);
        tally.askedAfterChange.add(reads.size());
        return difference;
    }

    private @Nullable Difference write(WriteMaker writes, Desk direct, Session admin, int warm) throws SQLException {
        // A new one each time: some changes let a session have nothing from memory for the rest of its life.
        try (Session nodeWriter = lab.throughNode(database, Profile.PLAIN)) {
            int count = dice.between(1, 4);
            for (int i = 0; i < count; i++) {
                Step step = writes.make();
                Session session = step.throughNode() ? nodeWriter : admin;
                done.add(step);
                tally.wrote(step, session.run(step));
                @Nullable Difference difference = rightAfter(step, session, direct, warm);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
    }

    /** The session itself sees what it wrote. */
    private @Nullable Difference rightAfter(Step step, Session session, Desk direct, int warm) throws SQLException {
        List<Integer> asked = new ArrayList<>();
        List<Answer> own = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            int read = dice.below(reads.size());
            asked.add(read);
            boolean mayAsk = step.throughNode() && reads.get(read).profile().equals(Profile.PLAIN);
            own.add(mayAsk ? session.ask(reads.get(read)) : Answer.error(0, ""));
        }
        truths = direct.askAll(reads);
        for (int i = 0; i < AT_ONCE; i++) {
            int read = asked.get(i);
            Answer truth = truths.get(read);
            if (step.throughNode() && reads.get(read).profile().equals(Profile.PLAIN)) {
                tally.ownWrites.increment();
                if (!own.get(i).equals(truth)) {
                    return difference("a session does not see its own write", read, own.get(i), warm, "");
                }
            }
        }
        return null;
    }

    private @Nullable Difference compare(Desk direct, Desk node, int warm) throws SQLException, InterruptedException {
        for (int i = 0; i < reads.size(); i++) {
            Answer got = node.ask(reads.get(i));
            tally.atRest.increment();
            if (!got.equals(truths.get(i)) && isStable(direct, i)) {
                Thread.sleep(Lab.MAX_STALENESS.toMillis());
                boolean lasts = !node.ask(reads.get(i)).equals(truths.get(i));
                String history = "  " + Lab.MAX_STALENESS.toMillis() + " ms later the node "
                        + (lasts ? "still answers wrongly\n" : "answers as the origin does\n");
                return difference("another answer than the origin's while nothing changes", i, got, warm, history);
            }
        }
        return null;
    }

    /** Whether the origin itself still says the same; if not, the statement is none for a comparison. */
    private boolean isStable(Desk direct, int read) throws SQLException {
        Answer again = direct.ask(reads.get(read));
        if (again.equals(truths.get(read))) {
            return true;
        }
        tally.unstable.increment();
        truths.set(read, again);
        return false;
    }

    private Difference difference(String what, int read, Answer got, int warm, String history) {
        return new Difference(
                lab.flavor(),
                seed,
                what,
                new Scenario(
                        statements, done.subList(0, warm), done.subList(warm, done.size()), reads.get(read), false),
                truths.get(read),
                got,
                history);
    }

    private @Nullable Difference storm(Schema schema, Desk direct, Desk node) throws Exception {
        int warm = done.size();
        Storm storm = new Storm(lab, database, schema, reads, distinct(profiles), direct, tally);
        Storm.@Nullable Finding finding = storm.run(dice);
        done.addAll(finding == null ? storm.steps() : finding.steps());
        if (finding != null) {
            truths.set(finding.read(), finding.truth());
            return difference(finding.what(), finding.read(), finding.got(), warm, finding.history());
        }
        truths = direct.askAll(reads);
        lab.awaitCaughtUp();
        return compare(direct, node, warm);
    }
}
