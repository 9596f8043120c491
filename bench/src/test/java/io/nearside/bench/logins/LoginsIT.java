package io.nearside.bench.logins;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.bench.stage.Progress;
import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code nearside logins} measures, over a short way: nothing here depends on how long it took. */
final class LoginsIT {
    @Test
    void laterLoginsOpenNothingAtTheOrigin() throws Exception {
        LoginsOptions options = new LoginsOptions(Duration.ofMillis(20), 20, List.of(OriginFlavor.values()));

        List<Findings> all = Logins.measure(options, new Progress(System.out, System::nanoTime));

        all.forEach(findings -> System.out.print(findings.line()));
        assertThat(all).hasSize(options.flavors().size() * Way.values().length);
        assertThat(all).allSatisfy(findings -> assertThat(findings.originLogins())
                .isLessThanOrEqualTo(mayOpen(findings.way())));
    }

    /** A driver asks the origin when it has logged in, for which each of the node's event loops may want a connection. */
    private static long mayOpen(Way way) {
        return way == Way.LOGIN ? 0 : 2L * Runtime.getRuntime().availableProcessors();
    }
}
