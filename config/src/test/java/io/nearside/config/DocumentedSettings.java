package io.nearside.config;

import io.nearside.config.KeyCatalog.KeyEntry;
import io.nearside.config.KeyCatalog.SectionEntry;
import java.util.List;
import java.util.Map;

/** Writes the page of all settings, and the sample file that holds each of them, from the settings in the code. */
final class DocumentedSettings {
    private static final String PAGE_START =
            """
            # Configuration

            <!-- Written from the settings in config/src/main; the build tells when it is out of date and how to renew it. -->

            A node is given one YAML file: `./nearside node --config FILE`. The smallest that works:

            ```yaml
            %s```

            Every setting with its default, as a file: [nearside-full.yaml](../config/nearside-full.yaml).

            - `${NAME}` in a value is replaced by the environment variable NAME, which must be set; `${NAME:-default}`
              takes the default where it is unset or empty; `$${` stands for `${` itself. Put such a value in quotes.
            - Durations and sizes are written with their unit: `100ms`, `2s`, `5m`, `1h`; `512B`, `64KiB`, `256MiB`, `2GiB`.
            - A file is refused as a whole, with one line for each thing that is wrong: an unknown key, a key given twice,
              a value that is not allowed, settings that contradict each other. `./nearside check --config FILE` tells
              without starting anything.
            """;

    private static final String FILE_START =
            """
            # Every setting of Nearside with its default; what is commented out is not set by default.
            # Only region and origin are required: nearside.yaml is the smallest file that works.
            """;

    private final KeyCatalog catalog;

    private DocumentedSettings() {
        Findings findings = new Findings("documentation");
        SectionReader.readAll(null, Map.of(), findings, Configuration::read);
        catalog = findings.catalog();
    }

    static String page(String smallestFile) {
        DocumentedSettings settings = new DocumentedSettings();
        StringBuilder page = new StringBuilder(PAGE_START.formatted(smallestFile));
        settings.appendTable(page, new SectionEntry("", "", false));
        settings.catalog.sections().forEach(section -> settings.appendTable(page, section));
        return page.toString();
    }

    static String fullFile() {
        DocumentedSettings settings = new DocumentedSettings();
        StringBuilder file = new StringBuilder(FILE_START);
        settings.keysOf("").forEach(key -> appendKey(file, "", key));
        settings.catalog.sections().forEach(section -> settings.appendSection(file, section));
        return file.toString();
    }

    private List<KeyEntry> keysOf(String section) {
        return catalog.keys().stream()
                .filter(key -> key.section().equals(section))
                .toList();
    }

    private void appendTable(StringBuilder page, SectionEntry section) {
        if (!section.path().isEmpty()) {
            page.append("\n## ").append(section.path()).append("\n\n");
            page.append(section.meaning()).append('\n');
        }
        List<KeyEntry> keys = keysOf(section.path());
        if (!keys.isEmpty()) {
            page.append("\n| Key | Default | Allowed | Meaning |\n| --- | --- | --- | --- |\n");
            keys.forEach(key -> page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            key.path(),
                            key.setting().standardInWords(),
                            allowed(key),
                            key.setting().meaning())));
        }
    }

    private static String allowed(KeyEntry key) {
        String description = key.setting().type().description();
        return key.list() ? "a list, each element " + description : description;
    }

    private void appendSection(StringBuilder file, SectionEntry section) {
        int depth = (int) section.path().chars().filter(c -> c == '.').count();
        String indent = "  ".repeat(depth) + (section.optional() ? "# " : "");
        String name = section.path().substring(section.path().lastIndexOf('.') + 1);
        appendGap(file, true);
        file.append("  ".repeat(depth)).append("# ").append(section.meaning()).append('\n');
        file.append(indent).append(name).append(":\n");
        keysOf(section.path()).forEach(key -> appendKey(file, indent + "  ", key));
    }

    private static void appendKey(StringBuilder file, String indent, KeyEntry key) {
        Setting<?> setting = key.setting();
        boolean derived = setting.absence() == Setting.Absence.DERIVED_DEFAULT;
        String value = key.list() ? "[\"" + setting.standard() + "\"]" : quotedWhereNeeded(setting.standard());
        appendGap(file, !indent.contains("#"));
        file.append(indent).append("# ").append(setting.meaning()).append('\n');
        file.append(indent).append("# Allowed: ").append(allowed(key)).append('\n');
        if (derived) {
            file.append(indent)
                    .append("# Default: ")
                    .append(setting.standardInWords())
                    .append('\n');
        }
        file.append(indent).append(derived ? "# " : "");
        file.append(setting.name()).append(": ").append(value).append('\n');
    }

    /** An empty line between entries, none after the name of their section. */
    private static void appendGap(StringBuilder file, boolean wanted) {
        file.append(wanted && file.charAt(file.length() - 2) != ':' ? "\n" : "");
    }

    private static String quotedWhereNeeded(String text) {
        return text.contains("$") ? '"' + text + '"' : text;
    }
}
