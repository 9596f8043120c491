package io.nearside.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The folder of one origin: its data directory, its log, and the name of the server that made it. */
final class OriginDir {
    static final String SOCKET = "origin.sock";
    static final String PID_FILE = "origin.pid";
    /** Longer than a {@link Watchdog} gives a server whose owner was killed. */
    private static final long FORMER_SERVER_LIMIT_SECONDS = 15;

    private final Path root;
    private final boolean temporary;

    private OriginDir(Path root, boolean temporary) {
        this.root = root;
        this.temporary = temporary;
    }

    /** Opens {@code dir}, with a copy of {@code freshData} if it is new; without {@code dir}, a temporary folder. */
    static OriginDir open(@Nullable Path dir, Distribution distribution, Path freshData) throws IOException {
        OriginDir opened;
        if (dir == null) {
            Path created = Files.createTempDirectory("nearside-" + distribution.id() + "-");
            opened = new OriginDir(created.toRealPath(), true);
        } else {
            opened = new OriginDir(Files.createDirectories(dir).toRealPath(), false);
        }
        opened.fill(distribution, freshData);
        return opened;
    }

    private void fill(Distribution distribution, Path freshData) throws IOException {
        Path madeBy = root.resolve("made-by");
        if (Files.exists(data())) {
            String maker = Files.exists(madeBy) ? Files.readString(madeBy).strip() : "another program";
            if (!maker.equals(distribution.id())) {
                throw new OriginException(root + " holds data of " + maker + ", not of " + distribution.id());
            }
            return;
        }
        Path aside = root.resolve("data.new");
        Folders.delete(aside);
        Folders.copy(freshData, aside);
        Files.writeString(madeBy, distribution.id() + "\n");
        Files.move(aside, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    Path root() {
        return root;
    }

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("server.log");
    }

    /** Whether the folder is to go when its server does. */
    boolean isTemporary() {
        return temporary;
    }

    long logSize() throws IOException {
        return Files.exists(log()) ? Files.size(log()) : 0;
    }

    String logSince(long from) throws IOException {
        byte[] all = Files.readAllBytes(log());
        int start = (int) Math.min(from, all.length);
        return new String(all, start, all.length - start, StandardCharsets.ISO_8859_1);
    }

    /** Waits for the end of a server that still works in this folder because its owner was killed a moment ago. */
    void awaitFormerServer() throws IOException, InterruptedException {
        Optional<ProcessHandle> former = formerServer();
        if (former.isEmpty()) {
            return;
        }
        try {
            former.get().onExit().get(FORMER_SERVER_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new OriginException(
                    root + " is in use by process " + former.get().pid(), e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private Optional<ProcessHandle> formerServer() throws IOException {
        try {
            long pid = Long.parseLong(Files.readString(data().resolve(PID_FILE)).strip());
            // A server works inside its data directory; any other process by that id is not ours.
            Path workingDir = Path.of("/proc", Long.toString(pid), "cwd").toRealPath();
            return workingDir.equals(data()) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    void delete() {
        try {
            Folders.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
