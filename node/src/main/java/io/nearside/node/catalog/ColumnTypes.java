package io.nearside.node.catalog;

import io.nearside.proxy.sql.ColumnType;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the origin's names for types and collations mean for comparisons. */
final class ColumnTypes {
    /**
     * Collations under which printable ASCII characters are equal only if they differ in nothing but case. Those of languages are
     * not among them: to a Lithuanian, i and y are one letter.
     */
    private static final Pattern TELLING_ASCII_APART =
            Pattern.compile("(utf8|utf8mb3|utf8mb4|latin1|ascii)_(general|unicode|unicode_520)_(nopad_)?(ci|cs)"
                    + "|(utf8mb4)_0900_(ai_ci|as_ci|as_cs)"
                    + "|(utf8mb3|utf8mb4)_uca1400_(nopad_)?(ai|as)_(ci|cs)"
                    + "|latin1_swedish_(nopad_)?ci");

    private static final Pattern BY_CODE_POINT =
            Pattern.compile("(utf8|utf8mb3|utf8mb4|latin1|ascii)_(nopad_)?bin|utf8mb4_0900_bin");

    private ColumnTypes() {}

    /**
     * The type of a column.
     *
     * @param dataType as in {@code information_schema.COLUMNS.DATA_TYPE}
     * @param collation its name, empty if there is none
     */
    static ColumnType of(String dataType, String collation) {
        return switch (dataType.toLowerCase(Locale.ROOT)) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> ColumnType.INTEGER;
            case "decimal" -> ColumnType.DECIMAL;
            case "float", "double" -> ColumnType.APPROXIMATE;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> text(collation);
            case "enum", "set" -> ColumnType.OTHER_TEXT;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> ColumnType.BYTES;
            case "date" -> ColumnType.DATE;
            case "datetime" -> ColumnType.DATETIME;
            case "timestamp" -> ColumnType.TIMESTAMP;
            case "time" -> ColumnType.TIME;
            default -> ColumnType.OTHER;
        };
    }

    private static ColumnType text(String collation) {
        if (BY_CODE_POINT.matcher(collation).matches()) {
            return ColumnType.BINARY_TEXT;
        }
        return TELLING_ASCII_APART.matcher(collation).matches() ? ColumnType.TEXT : ColumnType.OTHER_TEXT;
    }
}
