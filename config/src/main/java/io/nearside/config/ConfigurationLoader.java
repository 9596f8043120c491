package io.nearside.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes a {@link Configuration} from a YAML file and the environment, or tells everything that is wrong with it. */
public final class ConfigurationLoader {
    private ConfigurationLoader() {}

    /**
     * Reads a file.
     *
     * @param environment the variables that the file may refer to, usually {@code System.getenv()}
     * @throws ConfigurationException with all problems of the file, if there is one
     */
    public static Configuration load(Path file, Map<String, String> environment) throws ConfigurationException {
        Findings findings = new Findings(file.toString());
        var root = new YamlFile(file, findings).read();
        if (!findings.problems().isEmpty()) {
            throw new ConfigurationException(findings.problems());
        }
        Configuration configuration = SectionReader.readAll(root, environment, findings, Configuration::read);
        Contradictions.in(configuration).forEach(findings::addContradiction);
        List<Problem> problems = findings.problems();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return configuration;
    }
}
