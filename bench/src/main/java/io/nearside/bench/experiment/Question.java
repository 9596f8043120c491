package io.nearside.bench.experiment;

import io.nearside.bench.stage.StageException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A query and what the origin answers to it. Whoever asks it gets this answer, or the experiment fails. */
record Question(Query query, List<List<String>> answer) {
    /** Asks and reads all of the answer; how long that took, in nanoseconds. */
    long ask(Statement statement) throws SQLException {
        long began = System.nanoTime();
        List<List<String>> rows = Client.ask(statement, query.sql());
        long took = System.nanoTime() - began;
        if (!rows.equals(answer)) {
            throw new StageException(
                    "wrong answer to the " + query.title() + ": " + rows + ", the origin's is " + answer);
        }
        return took;
    }
}
