package io.nearside.proxy.session;

import io.nearside.proxy.sql.SqlDialect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of a session's system variables, as far as answers depend on them.
 *
 * @param digest equal exactly when all values that may change an answer are
 * @param dialect the SQL spoken under these settings
 * @param charset how statement text is to be decoded
 * @param legible whether text in that charset is cut into tokens as the analysis cuts it
 * @param idleSeconds after which time without a command the origin ends the session
 * @param cacheable false when reads under these settings must always go to the origin
 */
record SessionSettings(
        String digest, SqlDialect dialect, Charset charset, boolean legible, int idleSeconds, boolean cacheable) {
    private static final int DIGEST_BYTES = 16;

    /**
     * Variables that differ between sessions, or from moment to moment, without changing the answer to any statement that is
     * cached: functions that look at them are not.
     */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            // These follow the default schema, which is known by itself, and matter to CREATE and LOAD DATA only.
            "character_set_database",
            "collation_database",
            "error_count",
            "external_user",
            "gtid_binlog_pos",
            "gtid_binlog_state",
            "gtid_current_pos",
            "gtid_executed",
            "gtid_owned",
            "gtid_purged",
            "gtid_seq_no",
            "gtid_slave_pos",
            "identity",
            "in_transaction",
            "insert_id",
            "last_gtid",
            "last_insert_id",
            "proxy_user",
            "pseudo_thread_id",
            "rand_seed1",
            "rand_seed2",
            "timestamp",
            "warning_count");

    /** Client character sets in which every byte below 0x80 is an ASCII character wherever it stands. */
    private static final Map<String, Charset> CHARSETS = Map.of(
            "utf8", StandardCharsets.UTF_8,
            "utf8mb3", StandardCharsets.UTF_8,
            "utf8mb4", StandardCharsets.UTF_8,
            "ascii", StandardCharsets.US_ASCII,
            "latin1", Charset.forName("windows-1252"));

    /** Settings that are not known and not to be asked for again. */
    static final SessionSettings UNUSABLE =
            new SessionSettings("", SqlDialect.of("", ""), StandardCharsets.ISO_8859_1, false, 0, false);

    /** @param variables all session variables, names in lower case */
    static SessionSettings of(Map<String, String> variables) {
        String mode = variables.get("sql_mode");
        String version = variables.get("version");
        if (mode == null || version == null) {
            return UNUSABLE;
        }
        Charset charset = CHARSETS.get(variables.getOrDefault("character_set_client", ""));
        return new SessionSettings(
                digest(variables),
                SqlDialect.of(version, mode),
                charset == null ? StandardCharsets.ISO_8859_1 : charset,
                charset != null,
                seconds(variables.get("wait_timeout")),
                charset != null && readsCommittedRows(variables) && !isOn(variables.get("sql_auto_is_null")));
    }

    /** A dirty read may show what never was committed; such an answer must not be kept, nor given. */
    private static boolean readsCommittedRows(Map<String, String> variables) {
        String isolation = variables.getOrDefault("transaction_isolation", variables.get("tx_isolation"));
        return isolation != null && !isolation.equals("READ-UNCOMMITTED");
    }

    private static int seconds(@Nullable String value) {
        return value != null && value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }

    private static boolean isOn(@Nullable String value) {
        return value != null && (value.equals("ON") || value.equals("1"));
    }

    private static String digest(Map<String, String> variables) {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        new TreeMap<>(variables).forEach((name, value) -> {
            if (!WITHOUT_EFFECT.contains(name)) {
                sha.update(
                        (name.length() + ":" + name + value.length() + ":" + value).getBytes(StandardCharsets.UTF_8));
            }
        });
        return HexFormat.of().formatHex(sha.digest(), 0, DIGEST_BYTES);
    }
}
