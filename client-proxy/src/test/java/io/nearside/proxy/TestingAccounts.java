package io.nearside.proxy;

import io.nearside.origin.OriginServer;
import io.nearside.proxy.auth.OriginAccounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** An origin's accounts, with a version that a test sets. */
final class TestingAccounts implements OriginAccounts {
    final AtomicLong version = new AtomicLong(1);
    private final OriginServer origin;

    TestingAccounts(OriginServer origin) {
        this.origin = origin;
    }

    /** Makes an account anew that uses {@code mysql_native_password} and may do everything in a schema. */
    static void create(OriginServer origin, String user, String password, String schema) throws SQLException {
        String plugin =
                switch (origin.flavor()) {
                    case MYSQL -> "WITH mysql_native_password BY '";
                    case MARIADB -> "BY '";
                };
        origin.execute(
                "DROP USER IF EXISTS " + user + "@'%'",
                "CREATE USER " + user + "@'%' IDENTIFIED " + plugin + password + "'",
                "GRANT ALL ON " + schema + ".* TO " + user + "@'%'");
    }

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public CompletionStage<List<byte[]>> nativeHashes(String user) {
        return CompletableFuture.supplyAsync(() -> read(user));
    }

    private List<byte[]> read(String user) {
        List<byte[]> hashes = new ArrayList<>();
        try (Connection connection = origin.connect("");
                PreparedStatement query = connection.prepareStatement(
                        "SELECT authentication_string FROM mysql.user WHERE User = ? AND authentication_string LIKE '*%'")) {
            query.setString(1, user);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    hashes.add(HexFormat.of().parseHex(rows.getString(1).substring(1)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return hashes;
    }
}
