package io.nearside.cdc.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.config.OriginSettings;
import io.nearside.config.Secret;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Findings name what is wrong, and the statement in them mends it. */
class OriginCheckIT {
    private static final Pattern STATEMENT = Pattern.compile("(?:SET|GRANT) [^;]+;");

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void findsNothingWrongWithASoundOrigin(OriginFlavor flavor) {
        try (OriginServer origin = flavor.builder().start()) {
            assertThat(OriginCheck.check(settings(origin, "nearside", "nearside")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void itsStatementsMendSettings(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder()
                .option("binlog-format", "STATEMENT")
                .option("binlog-row-image", "MINIMAL")
                .start()) {
            List<Finding> findings = check(origin);

            assertThat(findings).extracting(Finding::subject).containsExactly("binlog_format", "binlog_row_image");
            assertThat(findings.get(0).toString())
                    .startsWith("binlog_format is STATEMENT, must be ROW: run SET ")
                    .doesNotContain("\n");
            mend(origin, findings);
            assertThat(check(origin)).isEmpty();
        }
    }

    @Test
    void itsStatementsMendMySqlSettings() throws SQLException {
        try (OriginServer origin = OriginFlavor.MYSQL
                .builder()
                .option("gtid-mode", "OFF")
                .option("enforce-gtid-consistency", "OFF")
                .option("binlog-row-value-options", "PARTIAL_JSON")
                .option("server-id", "0")
                .start()) {
            List<Finding> findings = check(origin);

            assertThat(findings)
                    .extracting(Finding::subject)
                    .containsExactlyInAnyOrder(
                            "server_id", "binlog_row_value_options", "enforce_gtid_consistency", "gtid_mode");
            mend(origin, findings);
            assertThat(check(origin)).isEmpty();
        }
    }

    @Test
    void itsStatementsMendMariaDbSettings() throws SQLException {
        try (OriginServer origin =
                OriginFlavor.MARIADB.builder().option("log-bin-compress", "ON").start()) {
            List<Finding> findings = check(origin);

            assertThat(findings).extracting(Finding::subject).containsExactly("log_bin_compress");
            mend(origin, findings);
            assertThat(check(origin)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aMissingBinlogNeedsARestart(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder().option("skip-log-bin").start()) {
            assertThat(check(origin))
                    .extracting(Finding::toString)
                    .contains("log_bin is OFF, must be ON: write log_bin=binlog under [mysqld] in my.cnf and restart");
        }
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void itsStatementsGrantWhatIsMissing(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder().start()) {
            origin.execute("CREATE USER poor@'%' IDENTIFIED BY 'secret'", "GRANT SELECT ON test.* TO poor@'%'");
            OriginSettings poor = settings(origin, "poor", "secret");

            List<Finding> findings = OriginCheck.check(poor);

            assertThat(findings)
                    .extracting(Finding::subject)
                    .containsExactly("privilege REPLICATION SLAVE", "privilege REPLICATION CLIENT", "privilege SELECT");
            assertThat(findings.get(0).toString())
                    .isEqualTo("privilege REPLICATION SLAVE on all databases is missing for 'poor'@'%': run GRANT"
                            + " REPLICATION SLAVE ON *.* TO 'poor'@'%';");
            mend(origin, findings);
            assertThat(OriginCheck.check(poor)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void grantsThroughADefaultRoleCount(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder().start()) {
            boolean mariaDb = flavor == OriginFlavor.MARIADB;
            origin.execute(
                    "CREATE USER rich@'%' IDENTIFIED BY 'secret'",
                    "CREATE ROLE reader",
                    "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO reader",
                    "GRANT reader TO rich@'%'",
                    mariaDb ? "SET DEFAULT ROLE reader FOR rich@'%'" : "SET DEFAULT ROLE reader TO rich@'%'");

            assertThat(OriginCheck.check(settings(origin, "rich", "secret"))).isEmpty();
        }
    }

    @Test
    void anOriginThatIsDownIsOneFinding() {
        OriginSettings nowhere = OriginSettings.of("127.0.0.1", 1, "nearside", new Secret("nearside"));

        assertThat(OriginCheck.check(nowhere))
                .singleElement()
                .asString()
                .startsWith("origin at 127.0.0.1:1 cannot be asked: ")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource(OriginFlavor.class)
    void aWrongPasswordIsOneFinding(OriginFlavor flavor) {
        try (OriginServer origin = flavor.builder().start()) {
            assertThat(OriginCheck.check(settings(origin, "nearside", "wr0ng")))
                    .singleElement()
                    .asString()
                    .contains("Access denied")
                    .doesNotContain("wr0ng");
        }
    }

    private static void mend(OriginServer origin, List<Finding> findings) throws SQLException {
        for (Finding finding : findings) {
            Matcher statement = STATEMENT.matcher(finding.remedy());
            while (statement.find()) {
                origin.execute(statement.group());
            }
        }
    }

    private static List<Finding> check(OriginServer origin) {
        return OriginCheck.check(settings(origin, "nearside", "nearside"));
    }

    private static OriginSettings settings(OriginServer origin, String user, String password) {
        return OriginSettings.of(origin.host(), origin.port(), user, new Secret(password));
    }
}
