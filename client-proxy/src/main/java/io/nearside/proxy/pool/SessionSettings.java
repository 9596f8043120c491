package io.nearside.proxy.pool;

import io.nearside.proxy.sql.SqlDialect;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a session's system variables, as far as answers depend on them.
 *
 * @param digest equal exactly when all values that may change an answer are
 * @param dialect the SQL spoken under these settings
 * @param charset how statement text is to be decoded
 * @param legible whether text in that charset is cut into tokens as the analysis cuts it
 * @param idleSeconds after which time without a command the origin ends the session
 * @param names a statement that sets the client's character sets and collation to these, and nothing else
 * @param cacheable false when reads under these settings must always go to the origin
 */
public record SessionSettings(
        String digest,
        SqlDialect dialect,
        Charset charset,
        boolean legible,
        int idleSeconds,
        String names,
        boolean cacheable) {
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
    public static final SessionSettings UNUSABLE =
            new SessionSettings("", SqlDialect.of("", ""), StandardCharsets.ISO_8859_1, false, 0, "DO 0", false);

    /**
     * The settings that these variables make.
     *
     * @param variables all session variables, names in lower case
     * @param collation by its number, of strings in results: a login's stays until a SET names the character set, and no
     *     variable tells
     */
    static SessionSettings of(Map<String, String> variables, int collation) {
        String mode = variables.get("sql_mode");
        String version = variables.get("version");
        if (mode == null || version == null || mayLack(variables)) {
            return UNUSABLE;
        }
        Charset charset = CHARSETS.get(variables.getOrDefault("character_set_client", ""));
        return new SessionSettings(
                digest(variables, collation),
                SqlDialect.of(version, mode),
                charset == null ? StandardCharsets.ISO_8859_1 : charset,
                charset != null,
                seconds(variables.get("wait_timeout")),
                names(variables),
                charset != null && readsCommittedRows(variables) && !isOn(variables.get("sql_auto_is_null")));
    }

    /** The origin shows no more of them than the session's own limit of rows. */
    private static boolean mayLack(Map<String, String> variables) {
        String limit = variables.get("sql_select_limit");
        return limit == null
                || !limit.matches("\\d{1,20}")
                || new BigInteger(limit).compareTo(BigInteger.valueOf(variables.size())) <= 0;
    }

    private static String names(Map<String, String> variables) {
        return "SET "
                + Stream.of("character_set_client", "character_set_results", "collation_connection")
                        .map(name -> name + " = " + word(variables.get(name)))
                        .collect(Collectors.joining(", "));
    }

    private static String word(@Nullable String charset) {
        return charset != null && charset.matches("\\w+") ? charset : "NULL";
    }

    /** A dirty read may show what never was committed; such an answer must not be kept, nor given. */
    private static boolean readsCommittedRows(Map<String, String> variables) {
        String isolation = variables.getOrDefault("transaction_isolation", variables.get("tx_isolation"));
        return isolation != null && !isolation.equals("READ-UNCOMMITTED");
    }

    /**
     * Whether the SET statement, which is known to be deterministic, sets nothing that the digest leaves out, in characters
     * that are the same under all settings.
     */
    public static boolean isReplayable(String statement) {
        String lower = statement.toLowerCase(Locale.ROOT);
        return StandardCharsets.US_ASCII.newEncoder().canEncode(statement)
                && WITHOUT_EFFECT.stream().noneMatch(lower::contains)
                // It makes the origin keep what the session runs, for the session to look at.
                && !lower.contains("profiling");
    }

    private static int seconds(@Nullable String value) {
        return value != null && value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }

    private static boolean isOn(@Nullable String value) {
        return value != null && (value.equals("ON") || value.equals("1"));
    }

    private static String digest(Map<String, String> variables, int collation) {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        sha.update((collation + ":").getBytes(StandardCharsets.UTF_8));
        new TreeMap<>(variables).forEach((name, value) -> {
            if (!WITHOUT_EFFECT.contains(name)) {
                sha.update(
                        (name.length() + ":" + name + value.length() + ":" + value).getBytes(StandardCharsets.UTF_8));
            }
        });
        return HexFormat.of().formatHex(sha.digest(), 0, DIGEST_BYTES);
    }
}
