package io.nearside.bench.attack.grammar;

import io.nearside.origin.OriginFlavor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes columns of random types that the flavor of server has. */
final class ColumnMaker {
    private static final int POOL = 6;
    private static final List<String> COLLATIONS = List.of(
            "utf8mb4_bin",
            "utf8mb4_general_ci",
            "utf8mb4_unicode_ci",
            "utf8mb4_unicode_520_ci",
            "latin1_swedish_ci",
            "latin1_german2_ci",
            "latin1_bin",
            "ascii_general_ci",
            "ucs2_general_ci");
    private static final List<String> MYSQL_COLLATIONS =
            List.of("utf8mb4_0900_ai_ci", "utf8mb4_0900_as_cs", "utf8mb4_0900_bin", "utf8mb4_de_pb_0900_ai_ci");
    private static final List<String> MARIADB_COLLATIONS =
            List.of("utf8mb4_uca1400_ai_ci", "utf8mb4_uca1400_as_cs", "utf8mb4_nopad_bin", "utf8mb4_general_nopad_ci");
    /** As often as they are to come. */
    static final List<Family> FAMILIES = List.of(
            Family.INTEGER,
            Family.INTEGER,
            Family.INTEGER,
            Family.DECIMAL,
            Family.FLOAT,
            Family.TEXT,
            Family.TEXT,
            Family.TEXT,
            Family.BINARY,
            Family.DATE,
            Family.DATETIME,
            Family.DATETIME,
            Family.TIME,
            Family.ENUM,
            Family.SET,
            Family.BIT,
            Family.JSON,
            Family.YEAR);

    private final Dice dice;
    private final Swarm swarm;
    private final Map<String, Column> made = new HashMap<>();
    private final boolean mySql;

    ColumnMaker(Dice dice, Swarm swarm, OriginFlavor flavor) {
        this.dice = dice;
        this.swarm = swarm;
        this.mySql = flavor == OriginFlavor.MYSQL;
    }

    /** Mostly like the column of this name in an earlier table, so that joins find something. */
    Column any(String name) {
        if (made.containsKey(name) && dice.percent(70)) {
            return Objects.requireNonNull(made.get(name));
        }
        Column column = fresh(name);
        made.put(name, column);
        return column;
    }

    private Column fresh(String name) {
        Family family = dice.of(swarm.families());
        // MySQL 8.0.15 writes tables with such columns to its binlog in a form that its readers die of.
        return of(family == Family.YEAR && mySql ? Family.INTEGER : family, name);
    }

    Column of(Family family, String name) {
        return new Column(name, type(family), family, pool(family), true, false);
    }

    private List<Literal> pool(Family family) {
        if (dice.percent(25)) {
            return dice.some(family.literals(), POOL);
        }
        List<Literal> pool = new ArrayList<>(dice.some(dice.of(family.kin()), POOL - 2));
        pool.addAll(dice.some(dice.of(family.kin()), 2));
        return pool;
    }

    private String type(Family family) {
        return switch (family) {
            case INTEGER -> dice.of("INT", "BIGINT", "SMALLINT", "INT UNSIGNED", "BIGINT UNSIGNED", "TINYINT");
            case DECIMAL -> dice.of("DECIMAL(10,2)", "DECIMAL(20,4)", "DECIMAL(5)", "DECIMAL(30,10)");
            case FLOAT -> dice.of("DOUBLE", "FLOAT");
            case TEXT -> text();
            case BINARY -> dice.of("VARBINARY(10)", "BINARY(4)", "BLOB");
            case DATE -> "DATE";
            case DATETIME -> dice.of("DATETIME", "DATETIME(6)", "TIMESTAMP NULL", "TIMESTAMP(3) NULL");
            case TIME -> dice.of("TIME", "TIME(3)");
            case YEAR -> "YEAR";
            case ENUM -> "ENUM('a','B','c d','1')";
            case SET -> "SET('x','y','z')";
            case BIT -> dice.of("BIT(1)", "BIT(8)", "BIT(33)");
            case JSON -> "JSON";
        };
    }

    private String text() {
        List<String> collations = new ArrayList<>(COLLATIONS);
        collations.addAll(mySql ? MYSQL_COLLATIONS : MARIADB_COLLATIONS);
        collations.remove(mySql ? "utf8mb4_0900_bin" : "");
        String collation = dice.of(collations);
        String charset = collation.substring(0, collation.indexOf('_'));
        return dice.of("VARCHAR(20)", "VARCHAR(20)", "CHAR(5)", "TEXT") + " CHARACTER SET " + charset + " COLLATE "
                + collation;
    }

    /** A type that a key may have. */
    Column key(String name) {
        Column column = dice.percent(70) ? of(Family.INTEGER, name) : of(Family.TEXT, name);
        String type = column.type().replace("TEXT ", "VARCHAR(20) ");
        return new Column(name, type, column.family(), column.pool(), false, false);
    }
}
