package io.nearside.bench.experiment;

import io.nearside.bench.stage.StageException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs what the regions do at the same time, each piece on a thread of its own. */
final class Threads implements AutoCloseable {
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "experiment");
        thread.setDaemon(true);
        return thread;
    });

    <T> Future<T> start(Callable<T> piece) {
        return executor.submit(piece);
    }

    /** Runs all pieces and returns their results in the same order; fails as soon as one of them does. */
    <T> List<T> all(List<Callable<T>> pieces) throws InterruptedException {
        ExecutorCompletionService<T> completion = new ExecutorCompletionService<>(executor);
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> piece : pieces) {
            futures.add(completion.submit(piece));
        }
        for (int i = 0; i < pieces.size(); i++) {
            result(completion.take());
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(result(future));
        }
        return results;
    }

    static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StageException known) {
                throw known;
            }
            if (e.getCause() instanceof SQLException failed) {
                throw new StageException("a statement failed: " + failed.getMessage(), failed);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
