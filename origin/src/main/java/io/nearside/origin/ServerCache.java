package io.nearside.origin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * A folder of this user that keeps unpacked servers and freshly made data directories, both slow to make. Entries
 * appear whole (they are made aside and renamed) and never change. Safe for use by several threads and processes.
 */
final class ServerCache {
    /** A file lock guards against other processes only; within this one, this object does. */
    private static final Object IN_THIS_PROCESS = new Object();

    private final Path root;

    ServerCache(Path root) {
        this.root = root;
    }

    /** The cache in the user's home. */
    static ServerCache ofUser() {
        return new ServerCache(Path.of(System.getProperty("user.home"), ".cache", "nearside"));
    }

    /** The folder of the unpacked server, which can run on this machine. */
    Path home(Distribution distribution) throws IOException, InterruptedException {
        Path home = entry(root.resolve(distribution.id()).resolve("server"), distribution::unpack);
        if (!distribution.isLoadable(home)) {
            entry(libraries(home), distribution::fetchLibraries);
        }
        return home;
    }

    /** Where libraries that this machine lacks are, if they had to be fetched for the server in {@code home}. */
    static Path libraries(Path home) {
        return home.resolveSibling("libraries");
    }

    /** A data directory that no server has run in yet: copy it. */
    Path freshData(Distribution distribution, Path home) throws IOException, InterruptedException {
        String recipe = distribution.accounts() + " " + new TreeMap<>(distribution.lastingOptions());
        Path folder = entry(home.resolveSibling("data-" + digest(recipe)), aside -> {
            Path data = Files.createDirectory(aside.resolve("data"));
            distribution.initialize(home, data, aside);
        });
        return folder.resolve("data");
    }

    private interface Maker {
        void make(Path folder) throws IOException, InterruptedException;
    }

    private Path entry(Path folder, Maker maker) throws IOException, InterruptedException {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Files.createDirectories(folder.getParent());
        Path lockFile = folder.resolveSibling("lock");
        synchronized (IN_THIS_PROCESS) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(folder)) {
                    make(folder, maker);
                }
            }
        }
        return folder;
    }

    private static void make(Path folder, Maker maker) throws IOException, InterruptedException {
        Path aside = folder.resolveSibling(folder.getFileName() + ".new");
        // Left by a process that was killed: nobody else works here while we hold the lock.
        Folders.delete(aside);
        Files.createDirectory(aside);
        maker.make(aside);
        Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
