package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginBuilder;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with an origin is named, a line each, with the statement that mends it; and that does mend it. */
@OriginTest
final class CheckIT {
    private static final Pattern STATEMENT = Pattern.compile("(?:SET|GRANT) [^;]+(?=;)");

    private final OriginFlavor flavor;

    CheckIT(OriginServer shared) {
        this.flavor = shared.flavor();
    }

    private OriginServer unfitOrigin() throws Exception {
        OriginBuilder builder =
                flavor.builder().option("binlog-format", "MIXED").option("binlog-row-image", "MINIMAL");
        if (flavor == OriginFlavor.MYSQL) {
            builder.option("gtid-mode", "OFF").option("enforce-gtid-consistency", "OFF");
        }
        OriginServer origin = builder.start();
        origin.execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM nearside");
        return origin;
    }

    private List<String> wrong() {
        List<String> everywhere = List.of(
                "binlog_format is MIXED, must be ROW: ",
                "binlog_row_image is MINIMAL, must be FULL: ",
                "privilege REPLICATION SLAVE on all databases is missing for 'nearside'@'%': ",
                "privilege REPLICATION CLIENT on all databases is missing for 'nearside'@'%': ",
                "privilege SELECT on all databases is missing for 'nearside'@'%': ");
        return flavor == OriginFlavor.MYSQL
                ? List.of(
                        everywhere.get(0),
                        everywhere.get(1),
                        "enforce_gtid_consistency is OFF, must be ON: ",
                        "gtid_mode is OFF, must be ON: ",
                        everywhere.get(2),
                        everywhere.get(3),
                        everywhere.get(4))
                : everywhere;
    }

    @Test
    void whatTheLinesSayMendsTheOrigin(@TempDir Path folder) throws Exception {
        try (OriginServer origin = unfitOrigin();
                NearsideProcess before = new NearsideProcess("check", RunningNode.of(origin), folder)) {
            assertThat(before.awaitEnd()).isEqualTo(1);
            List<String> lines = before.said().lines().toList();
            List<String> wrong = wrong();
            assertThat(lines).hasSameSizeAs(wrong);
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i)).startsWith(wrong.get(i));
                List<String> mends = STATEMENT
                        .matcher(lines.get(i))
                        .results()
                        .map(MatchResult::group)
                        .toList();
                assertThat(mends).as(lines.get(i)).isNotEmpty();
                origin.execute(mends.toArray(String[]::new));
            }
            try (NearsideProcess after = new NearsideProcess("check", RunningNode.of(origin), folder)) {
                assertThat(after.awaitEnd()).as(after.said()).isZero();
            }
        }
    }

    @Test
    void namesASchemaThatTheBinlogDoesNotTellOf(@TempDir Path folder) throws Exception {
        try (OriginServer origin = flavor.builder()
                        .option("binlog-ignore-db", "test_silent")
                        .start();
                NearsideProcess check = new NearsideProcess("check", RunningNode.of(origin), folder)) {
            assertThat(check.awaitEnd()).isEqualTo(1);
            assertThat(check.said())
                    .contains("binlog-ignore-db is test_silent, must not be set")
                    .contains("remove binlog-ignore-db from my.cnf and restart");
        }
    }

    @Test
    void aNodeBeforeAnUnfitOriginSaysWhatIsWrongAndServesFromItAllTheSame() throws Exception {
        try (OriginServer origin = flavor.builder().option("skip-log-bin").start();
                RunningNode node = RunningNode.of(origin).start()) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(node.health("ready").body()).contains("log_bin is OFF, must be ON"));
            assertThat(node.health("live").statusCode()).isEqualTo(200);
            try (RawClient client = RawClient.connect(node.port(), "test", true)) {
                assertThat(client.value("SELECT '1'")).isEqualTo("1");
            }
        }
    }
}
