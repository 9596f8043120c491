package io.nearside.proxy.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The functions that the servers bring along, and what calling one means for a cached result. A name that is not here, or not
 * yet in the origin's version, may be a stored or loadable function. Built-in functions cannot be redefined: a stored function
 * with the same name is only reached by its qualified name, or past white space as {@link #isSpaceSensitive} says.
 */
final class BuiltInFunctions {

    /** What calling a function means. */
    enum Verdict {
        /** The value depends on the arguments and the session's settings only, and nothing else happens. */
        PURE,
        /** Harmless, but the value depends on more, or may. */
        VOLATILE,
        /** Does something beside computing a value. */
        SIDE_EFFECT,
        /** The outcome of the statement before. */
        DIAGNOSTICS,
        /** Harmless syntax in a function's form, not analysed. */
        CONSTRUCT,
        /** A stored, loadable or unknown function. */
        UNKNOWN
    }

    private record Entry(Verdict verdict, int mySqlSince, int mariaDbSince) {}

    private static final int ALWAYS = 0;
    private static final int NEVER = Integer.MAX_VALUE;

    private static final Map<String, Entry> ENTRIES = entries();

    /**
     * Functions that are keywords only when the parenthesis follows at once: with white space between, the name is an
     * identifier (unless IGNORE_SPACE is set), and the call one of a stored function.
     */
    private static final Set<String> SPACE_SENSITIVE = Keywords.setOf(
            "ADDDATE BIT_AND BIT_OR BIT_XOR CAST COUNT CURDATE CURTIME DATE_ADD DATE_SUB EXTRACT GROUP_CONCAT JSON_ARRAYAGG",
            "JSON_OBJECTAGG MAX MID MIN NOW POSITION SESSION_USER STD STDDEV STDDEV_POP STDDEV_SAMP SUBDATE SUBSTR SUBSTRING SUM",
            "SYSDATE SYSTEM_USER TRIM VARIANCE VAR_POP VAR_SAMP",
            "CUME_DIST DENSE_RANK FIRST_VALUE LAG LAST_VALUE LEAD NTH_VALUE NTILE PERCENT_RANK RANK ROW_NUMBER");

    private BuiltInFunctions() {}

    /** What calling the function of this name, in upper case, means on this server. */
    static Verdict verdictOn(String name, ServerVersion server) {
        @Nullable Entry entry = ENTRIES.get(name);
        if (entry == null) {
            return Verdict.UNKNOWN;
        }
        int since = server.mariaDb() ? entry.mariaDbSince() : entry.mySqlSince();
        return server.number() >= since ? entry.verdict() : Verdict.UNKNOWN;
    }

    /** Whether white space before the parenthesis can make the name, in upper case, mean another function. */
    static boolean isSpaceSensitive(String name) {
        return SPACE_SENSITIVE.contains(name);
    }

    /** The names, in upper case, that are built-in functions of this server. */
    static Set<String> namesOn(ServerVersion server) {
        Set<String> names = new HashSet<>(ENTRIES.keySet());
        names.removeIf(name -> verdictOn(name, server) == Verdict.UNKNOWN);
        return names;
    }

    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new HashMap<>();
        add(
                entries,
                new Entry(Verdict.PURE, ALWAYS, ALWAYS),
                // strings
                "ASCII BIN BIT_LENGTH CHAR CHARACTER_LENGTH CHARSET CHAR_LENGTH COERCIBILITY COLLATION CONCAT CONCAT_WS ELT",
                "EXPORT_SET FIELD FIND_IN_SET FORMAT FROM_BASE64 HEX INSERT INSTR LCASE LEFT LENGTH LOCATE LOWER LPAD LTRIM MAKE_SET",
                "MID OCT OCTET_LENGTH ORD POSITION QUOTE REPEAT REPLACE REVERSE RIGHT RPAD RTRIM SOUNDEX SPACE STRCMP SUBSTR",
                "SUBSTRING SUBSTRING_INDEX TO_BASE64 TRIM UCASE UNHEX UPPER CAST CONVERT",
                // numbers
                "ABS ACOS ASIN ATAN ATAN2 BIT_COUNT CEIL CEILING CONV COS COT CRC32 DEGREES EXP FLOOR GREATEST LEAST LN LOG LOG10",
                "LOG2 MOD PI POW POWER RADIANS ROUND SIGN SIN SQRT TAN TRUNCATE",
                // choices
                "COALESCE IF IFNULL ISNULL NULLIF",
                // dates
                "ADDDATE DATE DATEDIFF DATE_ADD DATE_FORMAT DATE_SUB DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFYEAR EXTRACT FROM_DAYS",
                "FROM_UNIXTIME HOUR LAST_DAY MAKEDATE MICROSECOND MINUTE MONTH MONTHNAME PERIOD_ADD PERIOD_DIFF QUARTER SECOND",
                "SUBDATE TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TIME_FORMAT TIME_TO_SEC TO_DAYS TO_SECONDS UNIX_TIMESTAMP WEEK WEEKDAY",
                "WEEKOFYEAR YEAR YEARWEEK",
                // aggregates
                "AVG BIT_AND BIT_OR BIT_XOR COUNT GROUP_CONCAT MAX MIN STD STDDEV STDDEV_POP STDDEV_SAMP SUM VARIANCE VAR_POP",
                "VAR_SAMP",
                // addresses and digests
                "INET6_ATON INET6_NTOA INET_ATON INET_NTOA IS_IPV4 IS_IPV4_COMPAT IS_IPV4_MAPPED IS_IPV6 MD5 SHA SHA1 SHA2");
        add(
                entries,
                new Entry(Verdict.PURE, 50722, 100300),
                "JSON_ARRAY JSON_ARRAY_APPEND JSON_ARRAY_INSERT JSON_CONTAINS JSON_CONTAINS_PATH JSON_DEPTH JSON_EXTRACT JSON_INSERT",
                "JSON_KEYS JSON_LENGTH JSON_OBJECT JSON_QUOTE JSON_REMOVE JSON_REPLACE JSON_SEARCH JSON_SET JSON_TYPE JSON_UNQUOTE",
                "JSON_VALID");
        add(
                entries,
                new Entry(Verdict.PURE, 50722, 100500),
                "JSON_ARRAYAGG JSON_MERGE_PATCH JSON_MERGE_PRESERVE JSON_OBJECTAGG");
        add(
                entries,
                new Entry(Verdict.PURE, 80004, 100203),
                "CUME_DIST DENSE_RANK FIRST_VALUE LAG LAST_VALUE LEAD NTH_VALUE NTILE PERCENT_RANK RANK ROW_NUMBER");
        add(entries, new Entry(Verdict.PURE, 80004, 100005), "REGEXP_INSTR REGEXP_REPLACE REGEXP_SUBSTR");
        add(entries, new Entry(Verdict.PURE, 80004, NEVER), "BIN_TO_UUID GROUPING IS_UUID REGEXP_LIKE ROW UUID_TO_BIN");
        add(entries, new Entry(Verdict.PURE, 50722, NEVER), "ANY_VALUE");
        add(entries, new Entry(Verdict.PURE, NEVER, 100300), "CHR JSON_EXISTS JSON_QUERY NVL NVL2");
        add(entries, new Entry(Verdict.PURE, 80021, 100300), "JSON_VALUE");
        add(entries, new Entry(Verdict.PURE, 80017, 100900), "JSON_OVERLAPS");
        add(
                entries,
                new Entry(Verdict.VOLATILE, ALWAYS, ALWAYS),
                "BENCHMARK CONNECTION_ID CURDATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURTIME DATABASE",
                "IS_FREE_LOCK IS_USED_LOCK LAST_INSERT_ID LOAD_FILE LOCALTIME LOCALTIMESTAMP MASTER_POS_WAIT NAME_CONST NOW RAND",
                "SCHEMA SESSION_USER SLEEP SYSDATE SYSTEM_USER USER UTC_DATE UTC_TIME UTC_TIMESTAMP UUID UUID_SHORT VERSION",
                // time zone tables, random vectors and library versions
                "AES_DECRYPT AES_ENCRYPT COMPRESS CONVERT_TZ UNCOMPRESS UNCOMPRESSED_LENGTH",
                // their XPath may name user variables
                "EXTRACTVALUE UPDATEXML",
                // a value of type TIME becomes a DATETIME by adding the current date
                "ADDTIME MAKETIME SEC_TO_TIME STR_TO_DATE SUBTIME TIME TIMEDIFF");
        add(
                entries,
                new Entry(Verdict.VOLATILE, NEVER, ALWAYS),
                "DECODE DES_DECRYPT DES_ENCRYPT ENCODE ENCRYPT OLD_PASSWORD PASSWORD");
        add(entries, new Entry(Verdict.VOLATILE, NEVER, 100300), "CURRENT_ROLE LASTVAL");
        add(entries, new Entry(Verdict.VOLATILE, 50700, 101000), "RANDOM_BYTES");
        add(entries, new Entry(Verdict.VOLATILE, 80004, NEVER), "ICU_VERSION ROLES_GRAPHML");
        add(entries, new Entry(Verdict.DIAGNOSTICS, ALWAYS, ALWAYS), "FOUND_ROWS ROW_COUNT");
        add(entries, new Entry(Verdict.SIDE_EFFECT, ALWAYS, ALWAYS), "GET_LOCK RELEASE_LOCK");
        add(entries, new Entry(Verdict.SIDE_EFFECT, 50705, 100502), "RELEASE_ALL_LOCKS");
        add(entries, new Entry(Verdict.SIDE_EFFECT, NEVER, 100300), "NEXTVAL SETVAL");
        add(
                entries,
                new Entry(Verdict.CONSTRUCT, ALWAYS, ALWAYS),
                "DEFAULT GET_FORMAT MATCH VALUE VALUES WEIGHT_STRING");
        add(entries, new Entry(Verdict.CONSTRUCT, 80004, 100600), "JSON_TABLE");
        add(
                entries,
                new Entry(Verdict.CONSTRUCT, 50700, 100200),
                "ST_AREA ST_ASBINARY ST_ASTEXT ST_BUFFER ST_CENTROID ST_CONTAINS ST_CROSSES ST_DISJOINT ST_DISTANCE ST_ENVELOPE",
                "ST_EQUALS ST_GEOMFROMTEXT ST_GEOMFROMWKB ST_INTERSECTS ST_LENGTH ST_OVERLAPS ST_SRID ST_TOUCHES ST_WITHIN ST_X ST_Y",
                "MBRCONTAINS MBRWITHIN");
        return Map.copyOf(entries);
    }

    private static void add(Map<String, Entry> entries, Entry entry, String... lines) {
        for (String name : Keywords.setOf(lines)) {
            if (entries.put(name, entry) != null) {
                throw new IllegalStateException("the function " + name + " is listed twice");
            }
        }
    }
}
