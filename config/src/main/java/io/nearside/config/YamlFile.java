package io.nearside.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a YAML file into its tree of nodes, which keep each value's own text and line. A mistake in the file is
 * reported by its place, never by a piece of the file, which may hold a secret.
 */
final class YamlFile {
    private final Path path;
    private final Findings findings;

    YamlFile(Path path, Findings findings) {
        this.path = path;
        this.findings = findings;
    }

    /** The root mapping; null where the file is empty, or where a problem was added to the findings. */
    @Nullable
    MappingNode read() {
        String text = readText();
        if (text == null) {
            return null;
        }
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
            if (root.isEmpty() || root.get() instanceof MappingNode) {
                return (MappingNode) root.orElse(null);
            }
            findings.add(1, "", "must be a mapping of keys to values, such as \"region: us-west-2\"");
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            int line = mark.map(m -> m.getLine() + 1).orElse(0);
            int column = mark.map(m -> m.getColumn() + 1).orElse(0);
            findings.add(line, "", "not valid YAML at column " + column + ": " + withoutNames(e.getProblem()));
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(codePoint -> codePoint == '\n')
                            .count();
            findings.add(line, "", "not valid YAML: character U+%04X is not allowed".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            findings.add(0, "", "not valid YAML, or too large");
        }
        return null;
    }

    private @Nullable String readText() {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            findings.add(0, "", "there is no such file");
        } catch (CharacterCodingException e) {
            findings.add(0, "", "is not UTF-8 text");
        } catch (IOException e) {
            findings.add(0, "", "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return null;
    }

    /** An unquoted password that begins with * or ! is an alias or a tag to YAML, and its message repeats the name. */
    private static String withoutNames(String problem) {
        return problem.replaceFirst("(alias|tag handle) .*", "$1; quote a value that begins with * or !");
    }
}
