package io.nearside.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The two system libraries that MySQL needs and a slim Linux lacks. When they are not installed, Debian's packages of
 * them are fetched and unpacked beside the server, which needs no root.
 */
final class MissingLibraries {
    private static final String FOLDER = "system-lib";
    /** Each library by the packages that may hold it: Debian 13 and Ubuntu 24.04 renamed libaio's, and its file. */
    private static final List<List<String>> PACKAGES = List.of(List.of("libaio1", "libaio1t64"), List.of("libnuma1"));

    private final Path home;
    private final Path program;

    MissingLibraries(Path home, Path program) {
        this.home = home;
        this.program = program;
    }

    /** What makes the server find libraries that were fetched; nothing if the system has them. */
    static Map<String, String> environment(Path home) {
        Path folder = home.resolve(FOLDER);
        return Files.isDirectory(folder) ? Map.of("LD_LIBRARY_PATH", folder.toString()) : Map.of();
    }

    void provide() throws IOException, InterruptedException {
        if (isLoadable()) {
            return;
        }
        Path scratch = Files.createDirectories(home.resolve("packages"));
        try {
            for (List<String> names : PACKAGES) {
                fetchFirst(names, scratch);
            }
            collect(scratch);
        } catch (IOException | OriginException e) {
            throw new OriginException(advice(), e);
        }
        Folders.delete(scratch);
        if (!isLoadable()) {
            throw new OriginException(advice());
        }
    }

    private static String advice() {
        return "MySQL needs the libraries libaio and libnuma of this system: apt-get install libaio1 libnuma1";
    }

    private boolean isLoadable() throws IOException, InterruptedException {
        try {
            Programs.run(
                    List.of(program.toString(), "--no-defaults", "--version"),
                    environment(home),
                    home.resolve("version.log"),
                    input -> {});
            return true;
        } catch (OriginException e) {
            return false;
        }
    }

    private static void fetchFirst(List<String> names, Path scratch) throws IOException, InterruptedException {
        for (String name : names) {
            try {
                Path log = scratch.resolve(name + ".log");
                String download = "cd \"$1\" && apt-get download \"$2\" && dpkg-deb -x \"$2\"_*.deb unpacked";
                Programs.run(List.of("sh", "-c", download, "sh", scratch.toString(), name), Map.of(), log, in -> {});
                return;
            } catch (OriginException e) {
                if (name.equals(names.get(names.size() - 1))) {
                    throw e;
                }
            }
        }
    }

    /** Puts the libraries into one folder, under the names that the server asks for. */
    private void collect(Path scratch) throws IOException {
        Path folder = Files.createDirectories(home.resolve(FOLDER));
        List<Path> libraries;
        try (var files = Files.walk(scratch.resolve("unpacked"))) {
            libraries = files.filter(file -> file.getFileName().toString().matches("lib(aio|numa)\\.so\\.1(t64)?"))
                    .toList();
        }
        for (Path library : libraries) {
            String name = library.getFileName().toString().replace("t64", "");
            Files.copy(library.toRealPath(), folder.resolve(name));
        }
    }
}
