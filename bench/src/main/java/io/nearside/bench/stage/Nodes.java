package io.nearside.bench.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The node processes of all regions. One thread starts and watches them; closing may happen at any time on another. */
final class Nodes implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final List<NodeProcess> processes = new ArrayList<>();
    private boolean closed;

    /** Starts a node, unless all are being stopped. */
    synchronized void start(Site site, String configuration, Path dir) throws IOException {
        if (closed) {
            throw new StageException("stopped");
        }
        processes.add(NodeProcess.start(site, configuration, dir));
    }

    /** Returns when every node says that it is ready. */
    void awaitReady(Progress progress) throws InterruptedException {
        long began = System.nanoTime();
        List<NodeProcess> waiting = started();
        int all = waiting.size();
        while (!waiting.isEmpty()) {
            for (NodeProcess node : List.copyOf(waiting)) {
                node.checkAlive();
                String reason = node.site().admin().notReadyReason();
                if (reason == null) {
                    waiting.remove(node);
                    progress.say("  node %s is ready (%d of %d)"
                            .formatted(node.site().region().title(), all - waiting.size(), all));
                } else if (System.nanoTime() - began > READY_LIMIT.toNanos()) {
                    throw notReady(node, reason);
                } else {
                    progress.meanwhile(
                            () -> "  waiting for node " + node.site().region().title() + ": " + reason);
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static StageException notReady(NodeProcess node, String reason) {
        return new StageException("the node of " + node.site().region().title() + " is not ready after "
                + READY_LIMIT.toSeconds() + " s: " + reason + "; its log ends in:\n" + node.logTail());
    }

    /** Fails if a node has ended, with the last lines of its log. */
    void checkAlive() {
        started().forEach(NodeProcess::checkAlive);
    }

    private synchronized List<NodeProcess> started() {
        return new ArrayList<>(processes);
    }

    /** The process's number, where there is one node. */
    long onlyPid() {
        return only().pid();
    }

    /** What the node said last, indented, where there is one. */
    String onlyLogTail() {
        return only().logTail();
    }

    private synchronized NodeProcess only() {
        if (processes.size() != 1) {
            throw new IllegalStateException(processes.size() + " nodes");
        }
        return processes.get(0);
    }

    @Override
    public synchronized void close() {
        closed = true;
        processes.forEach(NodeProcess::stop);
        processes.forEach(process -> process.awaitEnd(STOP_LIMIT));
    }
}
