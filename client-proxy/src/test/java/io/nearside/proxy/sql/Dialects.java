package io.nearside.proxy.sql;

/** The dialects that tests speak. */
final class Dialects {

    static final SqlDialect MYSQL = SqlDialect.of("8.0.15", "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE");
    static final SqlDialect MARIADB = SqlDialect.of("11.4.5-MariaDB-log", "STRICT_TRANS_TABLES,NO_AUTO_CREATE_USER");
    static final SqlDialect ANSI_QUOTES = SqlDialect.of("8.0.15", "ANSI_QUOTES");
    static final SqlDialect NO_BACKSLASH_ESCAPES = SqlDialect.of("8.0.15", "NO_BACKSLASH_ESCAPES");
    static final SqlDialect IGNORE_SPACE = SqlDialect.of("8.0.15", "IGNORE_SPACE");

    private Dialects() {}
}
