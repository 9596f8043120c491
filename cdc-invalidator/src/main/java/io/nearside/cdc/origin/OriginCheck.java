package io.nearside.cdc.origin;

import io.nearside.config.OriginSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that the origin's settings and the account's privileges let the binlog tell every change. Each finding names
 * the statement that mends it. Stateless.
 */
public final class OriginCheck {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final String REPLICATION_CLIENT = "REPLICATION CLIENT";
    private static final Pattern GLOBAL_GRANT =
            Pattern.compile("^GRANT (.+?) ON \\*\\.\\* TO ", Pattern.CASE_INSENSITIVE);

    private final OriginConnection connection;
    private final boolean mariaDb;
    private final List<Finding> findings = new ArrayList<>();

    private OriginCheck(OriginConnection connection) {
        this.connection = connection;
        this.mariaDb = connection.server().mariaDb();
    }

    /** For people: an origin that cannot be reached is a finding too. */
    public static List<Finding> check(OriginSettings settings) {
        try {
            return check(new OriginAccess(settings));
        } catch (SQLException e) {
            return List.of(new Finding(
                    "origin",
                    "at " + settings.host() + ":" + settings.port() + " cannot be asked",
                    OriginErrors.line(e)));
        }
    }

    public static List<Finding> check(OriginAccess access) throws SQLException {
        try (OriginConnection connection = access.open(ANSWER_TIMEOUT)) {
            OriginCheck check = new OriginCheck(connection);
            check.variables();
            check.privileges();
            if (check.findings.stream()
                    .noneMatch(finding -> finding.subject().equals("privilege " + REPLICATION_CLIENT))) {
                check.filters();
            }
            return List.copyOf(check.findings);
        }
    }

    private void variables() throws SQLException {
        Map<String, String> variables = new HashMap<>();
        connection
                .query("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'server_id', 'binlog_format',"
                        + " 'binlog_row_image', 'binlog_row_value_options', 'gtid_mode',"
                        + " 'enforce_gtid_consistency', 'log_bin_compress')")
                .forEach(row -> variables.put(row.text(0).toLowerCase(Locale.ROOT), row.text(1)));
        // A variable that the server does not have is not wrong: servers drop those that only have one value left.
        if (variables.getOrDefault("log_bin", "ON").equalsIgnoreCase("OFF")) {
            findings.add(new Finding(
                    "log_bin", "is OFF, must be ON", "write log_bin=binlog under [mysqld] in my.cnf and restart"));
        }
        if (variables.getOrDefault("server_id", "1").equals("0")) {
            findings.add(new Finding("server_id", "is 0, must be another number", set("server_id", "1")));
        }
        expect(variables, "binlog_format", "ROW");
        expect(variables, "binlog_row_image", "FULL");
        if (mariaDb) {
            expect(variables, "log_bin_compress", "OFF");
        } else {
            expect(variables, "binlog_row_value_options", "");
            gtids(variables);
        }
    }

    private void expect(Map<String, String> variables, String name, String wanted) {
        String value = variables.getOrDefault(name, wanted);
        if (!value.equalsIgnoreCase(wanted)) {
            findings.add(new Finding(
                    name,
                    "is " + quoted(value) + ", must be " + quoted(wanted),
                    set(name, wanted.equals("OFF") ? wanted : "'" + wanted + "'")
                            + "; sessions that are open keep the old value"));
        }
    }

    /** The server takes the mode only in steps. */
    private void gtids(Map<String, String> variables) {
        String consistency = variables.getOrDefault("enforce_gtid_consistency", "OFF");
        if (!consistency.equalsIgnoreCase("ON")) {
            findings.add(new Finding(
                    "enforce_gtid_consistency",
                    "is " + consistency + ", must be ON",
                    set("enforce_gtid_consistency", "ON")));
        }
        List<String> modes = List.of("OFF", "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON");
        String mode = variables.getOrDefault("gtid_mode", "OFF").toUpperCase(Locale.ROOT);
        if (!mode.equals("ON")) {
            StringBuilder steps = new StringBuilder("run");
            for (String next : modes.subList(modes.indexOf(mode) + 1, modes.size())) {
                steps.append(" SET PERSIST gtid_mode = ").append(next).append(';');
            }
            findings.add(new Finding("gtid_mode", "is " + mode + ", must be ON", steps.toString()));
        }
    }

    private String set(String name, String value) {
        return mariaDb
                ? "run SET GLOBAL " + name + " = " + value + "; and write " + name + "=" + value.replace("'", "")
                        + " under [mysqld] in my.cnf"
                : "run SET PERSIST " + name + " = " + value + ";";
    }

    private static String quoted(String value) {
        return value.isEmpty() ? "''" : value;
    }

    private void privileges() throws SQLException {
        Set<String> granted = new HashSet<>();
        for (String query : grantQueries()) {
            for (OriginConnection.Row row : connection.query(query)) {
                Matcher grant = GLOBAL_GRANT.matcher(row.text(0));
                if (grant.find()) {
                    for (String privilege : grant.group(1).split(",", -1)) {
                        granted.add(privilege.strip().toUpperCase(Locale.ROOT));
                    }
                }
            }
        }
        need(granted, "REPLICATION SLAVE", "REPLICATION SLAVE", "REPLICATION REPLICA");
        need(granted, REPLICATION_CLIENT, REPLICATION_CLIENT, "BINLOG MONITOR");
        need(granted, "SELECT", "SELECT");
    }

    /** Changes that the server keeps out of its binlog are changes that nobody is told of. */
    private void filters() throws SQLException {
        for (OriginConnection.Row row : connection.query(connection.server().binlogStatusQuery())) {
            filter("binlog-do-db", row.text(2));
            filter("binlog-ignore-db", row.text(3));
        }
    }

    private void filter(String option, String schemas) {
        if (!schemas.isEmpty()) {
            findings.add(new Finding(
                    option,
                    "is " + schemas + ", must not be set: the binlog must tell of every schema",
                    "remove " + option + " from my.cnf and restart"));
        }
    }

    /** What the account has of its own, and through the roles that a login makes active. */
    private List<String> grantQueries() throws SQLException {
        String own = "SHOW GRANTS FOR CURRENT_USER()";
        String role = connection.query("SELECT CURRENT_ROLE()").get(0).text(0);
        if (mariaDb) {
            return role.isEmpty() ? List.of(own) : List.of(own, "SHOW GRANTS FOR `" + role.replace("`", "``") + "`");
        }
        return List.of(role.equals("NONE") ? own : own + " USING " + role);
    }

    private void need(Set<String> granted, String privilege, String... names) throws SQLException {
        if (granted.contains("ALL PRIVILEGES") || List.of(names).stream().anyMatch(granted::contains)) {
            return;
        }
        String user = connection.query("SELECT CURRENT_USER()").get(0).text(0);
        int at = user.lastIndexOf('@');
        String account = "'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'";
        findings.add(new Finding(
                "privilege " + privilege,
                "on all databases is missing for " + account,
                "run GRANT " + privilege + " ON *.* TO " + account + ";"));
    }
}
