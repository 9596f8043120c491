package io.nearside.bench.attack;

import io.nearside.bench.attack.grammar.Profile;
import io.nearside.bench.attack.grammar.Read;
import io.nearside.bench.attack.grammar.Step;
import io.nearside.bench.attack.ledger.Answer;
import io.nearside.bench.attack.shrink.Shrinker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Does again, in a new database and one thing after the other, what led to a difference; and finds a shorter way to it. */
final class Replay {
    private static final int TRIES_TO_FILL = 20;
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^'\\\\]|''|\\\\.)*'|`[^`]*`|\"[^\"]*\"|[\\w{}.@]+|<=>|<>|!=|<=|>=|\\|\\||&&|\\S");

    private final Lab lab;
    private final Shrinker shrinker;
    private final BooleanSupplier mayGoOn;

    /** @param mayGoOn whether there is time for another try */
    Replay(Lab lab, BooleanSupplier mayGoOn) {
        this.lab = lab;
        this.mayGoOn = mayGoOn;
        this.shrinker = new Shrinker(mayGoOn);
    }

    /** The shortest scenario found; null if the difference does not come again. */
    @Nullable
    Scenario shrink(Scenario found) throws InterruptedException {
        for (Scenario scenario : List.of(found, found.askingBetween())) {
            for (int i = 0; i < 2; i++) {
                if (shows(scenario)) {
                    return shorter(scenario);
                }
            }
        }
        return null;
    }

    private Scenario shorter(Scenario scenario) {
        Scenario best = scenario;
        int size = Integer.MAX_VALUE;
        while (best.script().length() < size && mayGoOn.getAsBoolean()) {
            size = best.script().length();
            Scenario base = best;
            Scenario fewer = base.before(shrinker.shrink(base.before(), list -> stillShows(base.before(list))));
            Scenario less = fewer.after(shrinker.shrink(fewer.after(), list -> stillShows(fewer.after(list))));
            Scenario smaller = less.schema(shrinker.shrink(less.schema(), list -> stillShows(less.schema(list))));
            Scenario simpler = smaller.read(withSettings(
                    smaller,
                    shrinker.shrink(
                            smaller.read().profile().settings(),
                            list -> stillShows(smaller.read(withSettings(smaller, list))))));
            best = simpler.read(withText(
                    simpler,
                    shrinker.shrink(
                            tokens(simpler.read().sql()), list -> stillShows(simpler.read(withText(simpler, list))))));
        }
        return best;
    }

    private static Read withSettings(Scenario scenario, List<String> settings) {
        Read read = scenario.read();
        Profile profile = read.profile();
        return read.under(
                new Profile(settings, profile.ansiQuotes(), profile.noBackslashEscapes(), profile.pipesAsConcat()));
    }

    private static Read withText(Scenario scenario, List<String> tokens) {
        // A function's parenthesis must follow its name at once.
        String sql = String.join(" ", tokens).replaceAll("(?i)\\b(COUNT|SUM|MIN|MAX|AVG|HEX|ABS|TRIM|CAST) \\(", "$1(");
        return scenario.read().withSql(sql);
    }

    static List<String> tokens(String sql) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private boolean stillShows(Scenario scenario) {
        try {
            return shows(scenario);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean shows(Scenario scenario) throws InterruptedException {
        String database = lab.newDatabase();
        try (Session admin = lab.admin("")) {
            admin.run("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
            try {
                return shows(scenario, database);
            } finally {
                admin.run("DROP DATABASE " + database);
            }
        } catch (SQLException e) {
            return false;
        }
    }

    private boolean shows(Scenario scenario, String database) throws SQLException, InterruptedException {
        Read read = scenario.read();
        try (Session writer = lab.admin(database);
                Session nodeWriter = lab.throughNode(database, Profile.PLAIN);
                Session direct = lab.direct(database, read.profile());
                Session node = lab.throughNode(database, read.profile())) {
            writer.run("SET sql_mode = ''");
            for (String sql : scenario.schema()) {
                writer.run(sql);
            }
            for (Step step : scenario.before()) {
                (step.throughNode() ? nodeWriter : writer).run(step);
            }
            if (direct.ask(read).failed()) {
                return false;
            }
            lab.awaitCaughtUp();
            fill(node, read);
            for (Step step : scenario.after()) {
                (step.throughNode() ? nodeWriter : writer).run(step);
                if (scenario.asksBetween()) {
                    boolean ownWriteMissed = step.throughNode()
                            && read.profile().equals(Profile.PLAIN)
                            && differs(nodeWriter.ask(read), direct.ask(read));
                    lab.awaitCaughtUp();
                    if (ownWriteMissed || differs(node.ask(read), direct.ask(read))) {
                        return true;
                    }
                }
            }
            lab.awaitCaughtUp();
            return differs(node.ask(read), direct.ask(read));
        }
    }

    private static boolean differs(Answer one, Answer other) {
        return !one.equals(other);
    }

    /** Asks until an answer comes from memory, if the statement is one for that. */
    private void fill(Session node, Read read) throws SQLException, InterruptedException {
        for (int i = 0; i < TRIES_TO_FILL; i++) {
            long hits = lab.counts().hits();
            node.ask(read);
            if (lab.counts().hits() > hits) {
                return;
            }
            Thread.sleep(5);
        }
    }
}
