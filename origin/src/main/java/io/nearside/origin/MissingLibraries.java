package io.nearside.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The two system libraries that MySQL needs and a slim Linux lacks: fetched out of Debian's or Ubuntu's packages, which
 * needs no root, where they are not installed.
 */
final class MissingLibraries {
    /** Each library by the packages that may hold it: Debian 13 and Ubuntu 24.04 renamed libaio's, and its file. */
    private static final List<List<String>> PACKAGES = List.of(List.of("libaio1", "libaio1t64"), List.of("libnuma1"));
    /** Arguments: the folder to work in, the package. */
    private static final String FETCH = "cd \"$1\" && apt-get download \"$2\" && dpkg-deb -x \"$2\"_*.deb unpacked";

    private MissingLibraries() {}

    /** Puts the libraries into {@code folder}, or fails with the line that tells how to install them. */
    static void fetch(Path folder) throws InterruptedException {
        try {
            Path scratch = Files.createDirectory(folder.resolve("packages"));
            for (List<String> names : PACKAGES) {
                fetchFirst(names, scratch);
            }
            collect(scratch.resolve("unpacked"), folder);
            Folders.delete(scratch);
        } catch (IOException | OriginException e) {
            throw new OriginException(
                    "MySQL needs the libraries libaio and libnuma of this system: apt-get install libaio1 libnuma1", e);
        }
    }

    private static void fetchFirst(List<String> names, Path scratch) throws IOException, InterruptedException {
        for (String name : names.subList(0, names.size() - 1)) {
            if (Programs.succeeds(fetchCommand(name, scratch), Map.of())) {
                return;
            }
        }
        String last = names.get(names.size() - 1);
        Programs.run(fetchCommand(last, scratch), Map.of(), scratch.resolve(last + ".log"), input -> {});
    }

    private static List<String> fetchCommand(String name, Path scratch) {
        return List.of("sh", "-c", FETCH, "sh", scratch.toString(), name);
    }

    /** Copies the libraries under the names that the server asks for. */
    private static void collect(Path unpacked, Path folder) throws IOException {
        List<Path> libraries;
        try (Stream<Path> files = Files.walk(unpacked)) {
            libraries = files.filter(file -> file.getFileName().toString().matches("lib(aio|numa)\\.so\\.1(t64)?"))
                    .toList();
        }
        for (Path library : libraries) {
            String name = library.getFileName().toString().replace("t64", "");
            Files.copy(library.toRealPath(), folder.resolve(name));
        }
    }
}
