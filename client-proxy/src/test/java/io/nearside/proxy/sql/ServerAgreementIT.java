package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the analysis takes for granted about the servers' lexers and functions, asked of the servers. */
@OriginTest
final class ServerAgreementIT {

    private static final String SCHEMA = "test_sql_agreement";

    /** FUNCTION ... does not exist: the name was looked up among stored and loadable functions. */
    private static final int NO_SUCH_FUNCTION = 1305;

    private static final int SYNTAX_ERROR = 1064;

    /** An operator was given a list. */
    private static final int ONE_COLUMN_EXPECTED = 1241;

    private static final String[] ARGUMENTS = {"", "NULL", "NULL, 1", "NULL, 1, 1", "NULL, 1, 1, 1"};

    private final OriginServer origin;
    private Connection connection;
    private ServerVersion version;

    ServerAgreementIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void connect() throws SQLException {
        origin.execute("CREATE DATABASE IF NOT EXISTS " + SCHEMA);
        connection = origin.connect(SCHEMA);
        version = ServerVersion.parse(value("SELECT VERSION()"));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    /** With any number of arguments: some names are functions with one number and stored ones with another. */
    @Test
    void everyBuiltInFunctionIsOneOnThisServer() {
        Set<String> stored = new TreeSet<>();
        for (String name : BuiltInFunctions.namesOn(version)) {
            for (String arguments : ARGUMENTS) {
                String call = name + "(" + arguments + ")";
                if (error("SELECT " + call) == NO_SUCH_FUNCTION) {
                    stored.add(call);
                }
            }
        }
        assertThat(stored).isEmpty();
    }

    @Test
    void whiteSpaceMakesNoFunctionStoredButTheSensitiveOnes() {
        Set<String> stored = new TreeSet<>();
        for (String name : BuiltInFunctions.namesOn(version)) {
            for (String gap : new String[] {" ", "/**/", "\n"}) {
                for (String arguments : ARGUMENTS) {
                    String call = name + gap + "(" + arguments + ")";
                    boolean lookedUp = error("SELECT " + call) == NO_SUCH_FUNCTION;
                    if (lookedUp && !BuiltInFunctions.isSpaceSensitive(name)) {
                        stored.add(call);
                    }
                }
            }
        }
        assertThat(stored).isEmpty();
    }

    @Test
    void reservedWordsAreNeitherFunctionsNorNames() {
        Map<String, Integer> others = new TreeMap<>();
        for (String word : Keywords.reserved()) {
            for (String use : new String[] {
                "SELECT 1, %s()",
                "SELECT 1, %s(1)",
                "SELECT 1, %s (1, 2)",
                "SELECT 1 FROM (SELECT 1) AS %s",
                "SELECT 1 AS %s"
            }) {
                String statement = String.format(use, word);
                int error = error(statement);
                boolean operator = use.endsWith(")") && (error == 0 || error == ONE_COLUMN_EXPECTED);
                if (error != SYNTAX_ERROR && !operator) {
                    others.put(statement, error);
                }
            }
        }
        assertThat(others).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "SELECT 5--1;6",
                "SELECT 'a' 'b' \"c\";abc",
                "SELECT N'a' 'b';ab",
                "SELECT _latin1 'a' 'b';ab",
                "SELECT 'a''b\\'c';a'b'c",
                "SELECT 1 /* /* */ + 1;2",
                "SELECT 1 /*/ 9 */ + 1;2",
                "SELECT 1 --\u0001 9;1",
                "SELECT 1 /*! + 1 */;2",
                "SELECT 1 || 0 && 0;1",
                "SELECT x'41';A",
                "SELECT 0x41;A",
                "SELECT .5 + 1.;1.5",
                "SELECT a FROM (SELECT 7 AS a) t WHERE t.a IN (7);7"
            })
    void readsTheTextsThatTheLexerReads(String statement, String value) throws SQLException {
        assertThat(value(statement)).isEqualTo(value);
    }

    private String value(String statement) throws SQLException {
        try (Statement jdbc = connection.createStatement();
                ResultSet rows = jdbc.executeQuery(statement)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /** The error that the statement ends in, 0 if in none. */
    private int error(String statement) {
        try (Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
            return 0;
        } catch (SQLException e) {
            return e.getErrorCode();
        }
    }
}
