package io.nearside.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the settings of one section of a file. Each question asked (a key, a list, a section within) also enters the
 * catalog of keys, so that what is documented, what is known and what is read are the same.
 *
 * <p>A wrong value becomes a problem among the findings and the setting's standard value is given in its place, so
 * that reading goes on and finds the other problems; a caller uses the result only if there are none. Used by one
 * thread.
 */
final class SectionReader {
    private static final Set<Tag> SCALAR_TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    private final Findings findings;
    private final Map<String, String> environment;
    private final String path;
    private final int line;
    private final boolean present;
    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private SectionReader(SectionReader outer, String path, int line, boolean present, @Nullable MappingNode section) {
        this(outer.findings, outer.environment, path, line, present, section);
    }

    private SectionReader(
            Findings findings,
            Map<String, String> environment,
            String path,
            int line,
            boolean present,
            @Nullable MappingNode section) {
        this.findings = findings;
        this.environment = environment;
        this.path = path;
        this.line = line;
        this.present = present;
        if (section != null) {
            section.getValue().forEach(this::addEntry);
        }
    }

    /** Reads a whole file with the given function; a null root reads as an empty file. */
    static <T> T readAll(
            @Nullable MappingNode root,
            Map<String, String> environment,
            Findings findings,
            Function<SectionReader, T> content) {
        return new SectionReader(findings, environment, "", 0, true, root).readWith(content);
    }

    /** The value of a setting that is required or has a fixed default. */
    <T> T get(Setting<T> setting) {
        if (present && setting.absence() == Setting.Absence.REFUSED && !entries.containsKey(setting.name())) {
            String expected = setting.type().description();
            findings.add(line, keyPath(setting.name()), "is missing, give " + expected);
        }
        return get(setting, setting.standardValue());
    }

    /** The value of a setting, or where the file does not give it, the default that was worked out. */
    <T> T get(Setting<T> setting, T derivedDefault) {
        ask(setting, false);
        Node node = entries.get(setting.name());
        T value = node == null ? null : read(setting, keyPath(setting.name()), node);
        return value == null ? derivedDefault : value;
    }

    /** The values of a list, empty where the file does not give it; the setting describes one element. */
    <T> List<T> list(Setting<T> element) {
        ask(element, true);
        Node node = entries.get(element.name());
        String key = keyPath(element.name());
        List<T> values = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            int index = 0;
            for (Node item : sequence.getValue()) {
                T value = read(element, key + "[" + index++ + "]", item);
                if (value != null) {
                    values.add(value);
                }
            }
        } else if (node != null) {
            String expected = element.type().description();
            findings.add(lineOf(node), key, kind(node) + ", give a list, each element " + expected);
        }
        return values;
    }

    /** The section of this name; one that the file does not have, or leaves empty, reads as its defaults. */
    <T> T section(String name, String meaning, Function<SectionReader, T> content) {
        return inner(name, meaning, false).readWith(content);
    }

    /** The section of this name, or null where the file does not have it. */
    <T> @Nullable T optionalSection(String name, String meaning, Function<SectionReader, T> content) {
        SectionReader inner = inner(name, meaning, true);
        T value = inner.readWith(content);
        return inner.present ? value : null;
    }

    private SectionReader inner(String name, String meaning, boolean optional) {
        asked.add(name);
        String innerPath = keyPath(name);
        findings.catalog().add(new KeyCatalog.SectionEntry(innerPath, meaning, optional));
        Node node = entries.get(name);
        if (node instanceof MappingNode mapping) {
            return new SectionReader(this, innerPath, findings.lineOf(innerPath), true, mapping);
        }
        if (node != null && (optional || !isNull(node))) {
            findings.add(lineOf(node), innerPath, kind(node) + ", give a section of keys and values");
            return new SectionReader(this, innerPath, line, false, null);
        }
        return new SectionReader(this, innerPath, line, !optional, null);
    }

    private <T> T readWith(Function<SectionReader, T> content) {
        T value = content.apply(this);
        entries.forEach((name, node) -> {
            if (!asked.contains(name)) {
                findings.addUnknown(lineOf(node), path, name);
            }
        });
        return value;
    }

    private void addEntry(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            findings.add(lineOf(entry.getKeyNode()), path, "has a key that is not a plain name");
        } else if (entries.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
            findings.add(lineOf(key), keyPath(Quoting.plain(key.getValue())), "is given twice");
        } else {
            findings.given(keyPath(key.getValue()), lineOf(key));
        }
    }

    private void ask(Setting<?> setting, boolean list) {
        asked.add(setting.name());
        findings.catalog().add(new KeyCatalog.KeyEntry(path, setting, list));
    }

    /** The value of a node, or null with a problem among the findings. */
    private <T> @Nullable T read(Setting<T> setting, String key, Node node) {
        String expected = setting.type().description();
        if (!(node instanceof ScalarNode scalar) || !SCALAR_TAGS.contains(node.getTag())) {
            findings.add(lineOf(node), key, kind(node) + ", give " + expected);
            return null;
        }
        Substitution substitution = Substitution.of(scalar.getValue(), environment);
        if (!substitution.problems().isEmpty()) {
            substitution.problems().forEach(problem -> findings.add(lineOf(node), key, problem));
            return null;
        }
        T value = setting.type().read(substitution.text());
        if (value == null) {
            findings.add(lineOf(node), key, shown(scalar, substitution) + " is not allowed, give " + expected);
        }
        return value;
    }

    /** A value for a message. What the environment gave may be a secret that was put into the wrong place. */
    private static String shown(ScalarNode scalar, Substitution substitution) {
        return Quoting.quoted(scalar.getValue())
                + (substitution.fromEnvironment() ? " with the values from the environment" : "");
    }

    private static String kind(Node node) {
        if (node instanceof MappingNode) {
            return "is a section of keys and values";
        }
        if (node instanceof SequenceNode) {
            return "is a list";
        }
        if (isNull(node)) {
            return "has no value";
        }
        return SCALAR_TAGS.contains(node.getTag()) ? "is a single value" : "has a YAML tag";
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String keyPath(String name) {
        return KeyCatalog.path(path, name);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
