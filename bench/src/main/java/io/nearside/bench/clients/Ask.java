package io.nearside.bench.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a client says to the node in one go, and what it must be told.
 *
 * @param kind what it does
 * @param statements one after the other
 * @param answer the first value of the last one's rows; null if it has none
 */
record Ask(Kind kind, List<String> statements, @Nullable String answer) {
    /** Which share of what clients ask is what. */
    enum Kind {
        /** What drivers say when they have connected. */
        SET_UP,
        /** Of rows that many want. */
        LOOKUP,
        /** What only the session itself has. */
        SETTING,
        /** By itself. */
        WRITE,
        /** A write, and a read that must see it. */
        TRANSACTION
    }

    static final String SCHEMA = "test_clients";

    /** How many writes were done, whoever did them. */
    static final String WRITTEN = "SELECT SUM(writes) FROM visits";

    private static final int ITEMS = 1_000;
    private static final int ZONES = 3;
    private static final int ROWS_AT_ONCE = 1_000;

    Ask {
        statements = List.copyOf(statements);
    }

    /** Statements that make the tables. */
    static String[] schema(int clients) {
        List<String> statements = new ArrayList<>(List.of(
                "CREATE DATABASE " + SCHEMA,
                "CREATE TABLE " + SCHEMA + ".items (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL)",
                "CREATE TABLE " + SCHEMA + ".visits (client INT PRIMARY KEY, writes INT NOT NULL)"));
        insert(statements, "items", ITEMS, id -> id + ", 'item " + id + "'");
        insert(statements, "visits", clients, id -> id + ", 0");
        return statements.toArray(String[]::new);
    }

    private static void insert(List<String> statements, String table, int count, IntFunction<String> row) {
        for (int from = 0; from < count; from += ROWS_AT_ONCE) {
            StringBuilder sql = new StringBuilder("INSERT INTO " + SCHEMA + "." + table + " VALUES ");
            for (int id = from; id < Math.min(count, from + ROWS_AT_ONCE); id++) {
                sql.append(id == from ? "(" : ", (").append(row.apply(id)).append(')');
            }
            statements.add(sql.toString());
        }
    }

    /** The first of a client: they are not all set alike. */
    static Ask setUp(int client) {
        return new Ask(Kind.SET_UP, List.of("SET NAMES utf8mb4", "SET time_zone = '" + zone(client) + "'"), null);
    }

    private static String zone(int client) {
        return "+0" + client % ZONES + ":00";
    }

    /** Any other. */
    static Ask next(int client, RandomGenerator random) {
        int chance = random.nextInt(100);
        if (chance < 85) {
            int id = random.nextInt(ITEMS);
            return new Ask(Kind.LOOKUP, List.of("SELECT name FROM items WHERE id = " + id), "item " + id);
        }
        if (chance < 90) {
            return new Ask(Kind.SETTING, List.of("SELECT @@time_zone"), zone(client));
        }
        String write = "UPDATE visits SET writes = writes + 1 WHERE client = " + client;
        if (chance < 95) {
            return new Ask(Kind.WRITE, List.of(write), null);
        }
        String read = "SELECT client FROM visits WHERE client = " + client;
        return new Ask(Kind.TRANSACTION, List.of("BEGIN", write, read, "COMMIT"), null);
    }

    /** Whether the statement is the write. */
    static boolean isWrite(String statement) {
        return statement.startsWith("UPDATE");
    }
}
