package io.nearside.origin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One kind of embedded server: how its program is unpacked, how a fresh data directory is made, and which options it
 * runs with. Stateless; the folders it works in are given to it.
 */
abstract class Distribution {
    abstract OriginFlavor flavor();

    /** Name and version, as in {@code mariadb-11.4.5}; names the folder in the cache. */
    abstract String id();

    /** Unpacks the server into {@code home}, an empty folder. */
    abstract void unpack(Path home) throws IOException, InterruptedException;

    /** Whether this machine has the libraries that the server needs. */
    boolean isLoadable(Path home) throws IOException, InterruptedException {
        return true;
    }

    /** Fetches those libraries into {@code folder}; {@link #environment} is to name it. */
    void fetchLibraries(Path folder) throws IOException, InterruptedException {}

    /** The server program, inside {@code home}. */
    abstract Path program(Path home);

    /** Environment variables of the server process. */
    Map<String, String> environment(Path home) {
        return Map.of();
    }

    /** Makes a fresh data directory with {@link #accounts()} in it. {@code scratch} is a folder for temporary files. */
    abstract void initialize(Path home, Path dataDir, Path scratch) throws IOException, InterruptedException;

    /** Statements, one a line, that make the accounts of {@link OriginAccount} in a fresh data directory. */
    abstract List<String> accounts();

    /** Options that a data directory is made with and keeps from then on. */
    abstract Map<String, String> lastingOptions();

    /** Options that this flavor runs with, besides {@link #lastingOptions()} and those of all flavors. */
    abstract Map<String, String> runningOptions();

    /** The options that every run has unless its builder says otherwise; an empty value stands for a bare name. */
    final Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("server-id", "1");
        options.put("log-bin", "binlog");
        options.put("binlog-format", "ROW");
        options.put("binlog-row-image", "FULL");
        options.put("log-bin-trust-function-creators", "ON");
        options.put("local-infile", "ON");
        options.put("skip-name-resolve", "");
        options.put("innodb-buffer-pool-size", "512M");
        options.putAll(lastingOptions());
        options.putAll(runningOptions());
        return options;
    }

    /** The statements of {@link #accounts()} that are the same for all flavors; they come last. */
    static List<String> databasesAndGrants() {
        return List.of(
                "CREATE DATABASE test;",
                "CREATE DATABASE employees;",
                "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;",
                "GRANT SELECT, SHOW VIEW, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO nearside@'%';",
                "GRANT ALL ON `employees`.* TO app@'%', app_native@'%';",
                "GRANT ALL ON `test%`.* TO app@'%', app_native@'%';");
    }

    /** The command line of the server program with the given options. */
    final List<String> command(Path home, Path dataDir, Map<String, String> options) {
        Stream<String> fixed = Stream.of(
                program(home).toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + dataDir,
                "--lc-messages-dir=" + home.resolve("share"));
        // The servers refuse to run as root unless told to.
        Stream<String> user = Programs.isRoot() ? Stream.of("--user=root") : Stream.empty();
        Stream<String> rest = options.entrySet().stream()
                .map(option -> "--" + option.getKey() + (option.getValue().isEmpty() ? "" : "=" + option.getValue()));
        return Stream.of(fixed, user, rest).flatMap(part -> part).toList();
    }

    static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    static Map<String, String> concat(Map<String, String> first, Map<String, String> second) {
        Map<String, String> all = new LinkedHashMap<>(first);
        all.putAll(second);
        return all;
    }
}
