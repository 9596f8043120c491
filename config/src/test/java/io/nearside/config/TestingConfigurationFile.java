package io.nearside.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A configuration file of a test's own, named {@code nearside.yaml} in messages. */
final class TestingConfigurationFile {
    /** A file with what every file must give, as lines that a test goes on from: it has three lines. */
    static final String REQUIRED =
            """
            region: us-west-2
            origin: {host: 127.0.0.1, username: nearside, password: hunter2}
            """;

    private final Path file;

    TestingConfigurationFile(Path folder, String content) {
        file = folder.resolve("nearside.yaml");
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Configuration load(Map<String, String> environment) throws ConfigurationException {
        return ConfigurationLoader.load(file, environment);
    }

    /** The lines of the message of a file that is refused, without the folder. */
    List<String> problems(Map<String, String> environment) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> load(environment));
        if (refusal == null) {
            throw new AssertionError("the file was accepted");
        }
        return refusal.getMessage().replace(file.getParent() + "/", "").lines().toList();
    }
}
