package io.nearside.bench.attack;

import io.nearside.bench.attack.grammar.Profile;
import io.nearside.bench.attack.grammar.Read;
import io.nearside.bench.attack.ledger.Answer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Sessions under all the settings of a round, all at the origin or all at the node. For one thread at a time. */
final class Desk implements AutoCloseable {
    /** Opens a session under these settings. */
    @FunctionalInterface
    interface Opener {
        Session open(Profile profile) throws SQLException;
    }

    private final Map<Profile, Session> sessions = new HashMap<>();

    static Desk open(List<Profile> profiles, Opener opener) throws SQLException {
        Desk desk = new Desk();
        try {
            for (Profile profile : profiles) {
                desk.sessions.put(profile, opener.open(profile));
            }
            return desk;
        } catch (SQLException e) {
            desk.close();
            throw e;
        }
    }

    Answer ask(Read read) throws SQLException {
        return Objects.requireNonNull(sessions.get(read.profile())).ask(read);
    }

    List<Answer> askAll(List<Read> reads) throws SQLException {
        List<Answer> answers = new ArrayList<>();
        for (Read read : reads) {
            answers.add(ask(read));
        }
        return answers;
    }

    @Override
    public void close() throws SQLException {
        for (Session session : sessions.values()) {
            session.close();
        }
    }
}
