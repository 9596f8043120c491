package io.nearside.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Every key that a configuration may have, in the order in which it is documented. Used by one thread. */
final class KeyCatalog {
    /** A section of the file; an optional one has no values unless the file has the section. */
    record SectionEntry(String path, String meaning, boolean optional) {}

    /** A key with a value; {@code list} where the value is a list of what the setting's type allows. */
    record KeyEntry(String section, Setting<?> setting, boolean list) {
        String path() {
            return KeyCatalog.path(section, setting.name());
        }
    }

    private final List<SectionEntry> sections = new ArrayList<>();
    private final List<KeyEntry> keys = new ArrayList<>();

    static String path(String section, String name) {
        return section.isEmpty() ? name : section + "." + name;
    }

    void add(SectionEntry section) {
        sections.add(section);
    }

    void add(KeyEntry key) {
        keys.add(key);
    }

    List<SectionEntry> sections() {
        return sections;
    }

    List<KeyEntry> keys() {
        return keys;
    }

    /** What a person may have meant by an unknown name in a section. */
    String hint(String section, String name) {
        Set<String> all = new LinkedHashSet<>();
        keys.forEach(entry -> all.add(entry.path()));
        sections.forEach(entry -> all.add(entry.path()));
        Set<String> siblings = all.stream()
                .filter(path -> parent(path).equals(section))
                .map(KeyCatalog::leaf)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Optional<String> near = siblings.stream()
                .filter(sibling -> distance(sibling, name) <= Math.max(1, sibling.length() / 3))
                .min(Comparator.comparingInt(sibling -> distance(sibling, name)));
        Optional<String> elsewhere = all.stream()
                .filter(path -> leaf(path).equalsIgnoreCase(name) || path.equalsIgnoreCase(name))
                .findFirst();
        return near.or(() -> elsewhere)
                .map(candidate -> "did you mean " + candidate + "?")
                .orElseGet(() -> "allowed here: " + String.join(", ", siblings));
    }

    private static String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    private static String leaf(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Levenshtein's distance, without regard to case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
