package io.nearside.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What reading one file brought to light: the keys that exist, the lines of the keys that were given, and the
 * problems. Used by one thread.
 */
final class Findings {
    private final String file;
    private final KeyCatalog catalog = new KeyCatalog();
    private final List<UnknownKey> unknownKeys = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private record UnknownKey(int line, String section, String name) {}

    Findings(String file) {
        this.file = file;
    }

    KeyCatalog catalog() {
        return catalog;
    }

    void given(String key, int line) {
        lines.put(key, line);
    }

    /** The line on which the file gives a key; 0 where it does not. */
    int lineOf(String key) {
        return lines.getOrDefault(key, 0);
    }

    void add(int line, String key, String message) {
        problems.add(new Problem(file, line, key, message));
    }

    /** A key that its section does not have; what to write instead is worked out when all keys are known. */
    void addUnknown(int line, String section, String name) {
        unknownKeys.add(new UnknownKey(line, section, name));
    }

    /** Settings that do not go together, told at the first of them that the file gives, unless one is wrong by itself. */
    void addContradiction(Contradictions.Contradiction contradiction) {
        List<String> keys = contradiction.keys();
        boolean oneIsWrong = problems.stream()
                .map(problem -> problem.key().replaceFirst("\\[\\d+]$", ""))
                .anyMatch(keys::contains);
        if (!oneIsWrong) {
            String key = keys.stream().filter(lines::containsKey).findFirst().orElse(keys.get(0));
            add(lineOf(key), key, contradiction.message());
        }
    }

    /** All problems in the order of the file. */
    List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems);
        for (UnknownKey unknown : unknownKeys) {
            String path = KeyCatalog.path(unknown.section(), Quoting.plain(unknown.name()));
            String hint = catalog.hint(unknown.section(), unknown.name());
            all.add(new Problem(file, unknown.line(), path, "is not a known key; " + hint));
        }
        all.sort(Comparator.comparingInt(Problem::line));
        return all;
    }
}
