package io.nearside.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.bench.stage.Progress;
import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load of {@code nearside clients}, small: many clients over few connections, and every answer right. */
final class ClientsIT {
    private static final int CLIENTS = 600;
    private static final int CONNECTIONS = 6;

    @ParameterizedTest
    @EnumSource
    void manyClientsAreServedOverFewConnections(OriginFlavor flavor) throws Exception {
        ClientsOptions options = new ClientsOptions(CLIENTS, Duration.ofSeconds(15), CONNECTIONS, flavor);

        Findings findings = Clients.measure(options, new Progress(System.out, System::nanoTime));

        System.out.print(findings.report());
        assertThat(findings.tally().firstFailure()).isNull();
        assertThat(findings.tally().statements()).isGreaterThan(CLIENTS);
        assertThat(findings.tally().writes()).isPositive().isEqualTo(findings.written());
        assertThat(findings.originConnections()).isBetween(1, CONNECTIONS);
        assertThat(findings.isRight()).isTrue();
    }
}
