package io.nearside.node.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.footprint.Comparison;
import io.nearside.proxy.sql.ColumnType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever {@link ColumnTypes} says of a collation's name is true of all collations of that name that the origin has: texts of
 * printable ASCII that the origin takes for equal have the same key, and so begin alike where a LIKE says so.
 */
@OriginTest
final class CollationsIT {
    private static final String DB = "test_collations";

    private final OriginServer origin;

    CollationsIT(OriginServer origin) {
        this.origin = origin;
    }

    private record Collation(String charset, String name, Comparison comparison) {}

    /** All strings of one and of two printable ASCII characters, and the empty one. */
    @BeforeEach
    void fill() throws SQLException {
        StringBuilder rows = new StringBuilder("('')");
        for (char first = ' '; first <= '~'; first++) {
            rows.append(",(0x").append(hex(first)).append(')');
            for (char second = ' '; second <= '~'; second++) {
                rows.append(",(0x").append(hex(first)).append(hex(second)).append(')');
            }
        }
        origin.execute(
                "DROP DATABASE IF EXISTS " + DB,
                "CREATE DATABASE " + DB,
                "CREATE TABLE " + DB + ".texts (t VARBINARY(2) NOT NULL)",
                "INSERT INTO " + DB + ".texts VALUES " + rows);
    }

    @AfterEach
    void drop() throws SQLException {
        origin.execute("DROP DATABASE IF EXISTS " + DB);
    }

    /** Contractions, expansions and characters without weight show in what groups such strings fall into. */
    @Test
    void whatIsEqualHasEqualKeys() throws SQLException {
        List<Collation> collations = collations();
        assertThat(collations).hasSizeGreaterThan(10);
        for (Collation collation : collations) {
            assertThat(groups(collation))
                    .as("texts that are equal under %s", collation.name())
                    .allSatisfy(group -> assertThat(group.stream()
                                    .map(collation.comparison()::keyOf)
                                    .distinct())
                            .hasSize(1));
        }
    }

    /** LIKE compares character by character, whatever strings are equal. */
    @Test
    void whatIsLikeAPrefixBeginsWithItsKey() throws SQLException {
        for (Collation collation : collations()) {
            String text = text(collation);
            try (Connection connection = origin.connect(DB);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT HEX(a.t), HEX(b.t) FROM texts a JOIN texts b"
                            + " ON LENGTH(a.t) = 2 AND LENGTH(b.t) = 1 AND b.t NOT IN ('%', '_', '\\\\')"
                            + " AND ASCII(a.t) IN (33, 65, 73, 97, 122) AND "
                            + text.formatted("a.t") + " LIKE CONCAT(" + text.formatted("b.t") + ", '%')")) {
                while (rows.next()) {
                    String value = (String) collation.comparison().keyOf(ascii(rows.getString(1)));
                    String prefix = (String) collation.comparison().keyOf(ascii(rows.getString(2)));
                    assertThat(value).as(collation.name()).startsWith(prefix);
                }
            }
        }
    }

    /** All collations of the origin of which anything is claimed. */
    private List<Collation> collations() throws SQLException {
        List<Collation> collations = new ArrayList<>();
        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CHARACTER_SET_NAME, "
                        + fullName(origin.flavor()) + " FROM"
                        + " information_schema.COLLATION_CHARACTER_SET_APPLICABILITY")) {
            while (rows.next()) {
                ColumnType type = ColumnTypes.of("varchar", rows.getString(2));
                if (type != ColumnType.OTHER_TEXT) {
                    Comparison comparison = type == ColumnType.TEXT ? Comparison.TEXT : Comparison.BINARY_TEXT;
                    collations.add(new Collation(rows.getString(1), rows.getString(2), comparison));
                }
            }
        }
        return collations;
    }

    private static String fullName(OriginFlavor flavor) {
        return flavor == OriginFlavor.MARIADB ? "FULL_COLLATION_NAME" : "COLLATION_NAME";
    }

    private List<List<String>> groups(Collation collation) throws SQLException {
        List<List<String>> groups = new ArrayList<>();
        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION group_concat_max_len = 1000000");
            try (ResultSet rows =
                    statement.executeQuery("SELECT GROUP_CONCAT(HEX(t) SEPARATOR ',') FROM texts GROUP BY "
                            + text(collation).formatted("t") + " HAVING COUNT(*) > 1")) {
                while (rows.next()) {
                    List<String> group = new ArrayList<>();
                    for (String hex : rows.getString(1).split(",", -1)) {
                        group.add(ascii(hex));
                    }
                    groups.add(group);
                }
            }
        }
        return groups;
    }

    private static String text(Collation collation) {
        return "CONVERT(%s USING " + collation.charset() + ") COLLATE " + collation.name();
    }

    private static String hex(char c) {
        return HexFormat.of().toHexDigits((byte) c);
    }

    private static String ascii(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII);
    }
}
