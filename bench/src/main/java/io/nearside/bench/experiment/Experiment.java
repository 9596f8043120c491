package io.nearside.bench.experiment;

import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.Region;
import io.nearside.bench.stage.Site;
import io.nearside.bench.stage.Stage;
import io.nearside.bench.stage.StageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/** The whole experiment on a stage, once. */
public final class Experiment {
    /** How often each query is asked, in each way, from each region. */
    public static final int TIMES = 100;

    /** How many new connections a far region opens at a time. */
    public static final int NEW_CONNECTIONS_AT_ONCE = DirectRuns.NEW_CONNECTIONS_AT_ONCE;

    /** How the row is changed. */
    public static final String CHANGE = RowChange.UPDATE;

    private static final int CLIENT_WARM_UP = 30;

    private final Stage stage;
    private final Progress progress;

    public Experiment(Stage stage, Progress progress) {
        this.stage = stage;
        this.progress = progress;
    }

    /** In the order of {@link Region}. */
    public List<RegionFigures> run() throws InterruptedException {
        try (Threads threads = new Threads()) {
            Map<Region, List<QueryFigures>> figures = new EnumMap<>(Region.class);
            for (Region region : Region.values()) {
                figures.put(region, new ArrayList<>());
            }
            warmUp(threads);
            for (Query query : Query.values()) {
                Question question = new Question(query, answerOfOrigin(query));
                Map<Region, DirectRuns.Result> direct = direct(threads, question);
                progress.say(query.title() + ": through Nearside, from one region after the other");
                for (Site site : stage.sites()) {
                    NearsideRun.Result nearside = new NearsideRun(site).run(question, TIMES);
                    Objects.requireNonNull(figures.get(site.region()))
                            .add(figures(query, Objects.requireNonNull(direct.get(site.region())), nearside));
                }
            }
            Question lookup = new Question(Query.LOOKUP, answerOfOrigin(Query.LOOKUP));
            Map<Region, Double> visible = new RowChange(threads, stage).run(lookup, progress);
            List<RegionFigures> all = new ArrayList<>();
            figures.forEach((region, queries) ->
                    all.add(new RegionFigures(region, Objects.requireNonNull(visible.get(region)), queries)));
            return all;
        } catch (SQLException e) {
            throw new StageException("a statement failed: " + e.getMessage(), e);
        }
    }

    private void warmUp(Threads threads) throws SQLException, InterruptedException {
        progress.say("warming up client and nodes with other statements");
        Client beside = new Client(stage.origin().port());
        for (int i = 0; i < CLIENT_WARM_UP; i++) {
            try (Connection connection = beside.connect();
                    Statement statement = connection.createStatement()) {
                for (Query query : Query.values()) {
                    Client.ask(statement, query.warmUpSql());
                }
            }
        }
        List<Callable<Void>> pieces = new ArrayList<>();
        pieces.add(() -> {
            RowChange.warmUp(beside);
            return null;
        });
        for (Site site : stage.sites()) {
            pieces.add(() -> {
                NearsideRun.warmUp(site);
                return null;
            });
        }
        threads.all(pieces);
    }

    private List<List<String>> answerOfOrigin(Query query) throws SQLException {
        try (Connection connection = new Client(stage.origin().port()).connect();
                Statement statement = connection.createStatement()) {
            return Client.ask(statement, query.sql());
        }
    }

    private Map<Region, DirectRuns.Result> direct(Threads threads, Question question) throws InterruptedException {
        String title = question.query().title();
        DirectRuns runs = new DirectRuns(threads, progress, question, TIMES);
        Map<Region, DirectRuns.Result> results = new EnumMap<>(Region.class);
        progress.say(title + ": direct from " + Region.ORIGIN.title());
        DirectRuns.Result near = runs.alone(stage.site(Region.ORIGIN));
        results.put(Region.ORIGIN, near);
        List<Site> far = new ArrayList<>(stage.sites());
        far.remove(stage.site(Region.ORIGIN));
        int underWay = statementsUnderWay(near.onKept().mean(), far);
        progress.say("%s: direct from the %d far regions, %d statements under way at a time"
                .formatted(title, far.size(), underWay));
        runs.together(far, underWay).forEach((site, result) -> results.put(site.region(), result));
        return results;
    }

    /**
     * As many as keep the origin busy with about one of them: most of their time they are on the way.
     *
     * @param nearMillis how long one takes in the origin's own region
     */
    private static int statementsUnderWay(double nearMillis, List<Site> far) {
        double work = Math.max(nearMillis - Region.ORIGIN.roundTrip().toMillis(), 0.1);
        double way = far.stream()
                .mapToLong(site -> site.region().roundTrip().toMillis())
                .average()
                .orElse(0);
        int most = far.size() * (1 + DirectRuns.NEW_CONNECTIONS_AT_ONCE);
        return (int) Math.max(1, Math.min(most, (work + way) / work));
    }

    private static QueryFigures figures(Query query, DirectRuns.Result direct, NearsideRun.Result nearside) {
        Latencies hits = nearside.all().hits(nearside.misses());
        return new QueryFigures(
                query,
                direct.onNew().mean(),
                direct.onKept().mean(),
                nearside.all().mean(),
                hits.percentile(50),
                hits.percentile(99),
                nearside.misses());
    }
}
