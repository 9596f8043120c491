package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/clients.md} claims what {@link CompatibilityIT} runs, no more and no less. */
final class ClientsPageTest {
    private static final String HEADING = "| client | version | MySQL | MariaDB | text | prepared | TLS |";

    @Test
    void theTableHasARowForEachClientThatTheBuildRuns() throws IOException {
        List<String> page = Files.readAllLines(TestTools.top().resolve("docs/clients.md"));

        int heading = page.indexOf(HEADING);
        assertThat(heading).isNotNegative();
        List<String> rows = page.subList(heading + 2, page.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(MatrixClient.values())
                        .map(ClientsPageTest::row)
                        .toList());
    }

    private static String onMariaDb(MatrixClient client) {
        return client.canLogInToMariaDb() ? "yes" : "cannot log in";
    }

    private static String row(MatrixClient client) {
        return "| "
                + String.join(
                        " | ",
                        client.title(),
                        client.version(),
                        "yes",
                        onMariaDb(client),
                        "yes",
                        client.prepares() ? "yes" : "–",
                        "yes")
                + " |";
    }
}
