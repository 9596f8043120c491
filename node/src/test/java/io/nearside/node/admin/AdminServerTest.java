package io.nearside.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nearside.config.AdminSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdminServerTest {
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AdminServer admin = AdminServer.start(
            new AdminSettings("127.0.0.1", 0),
            metrics,
            List.of(new Condition("log", () -> null), new Condition("origin", trouble::get)));

    @AfterEach
    void close() {
        admin.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + admin.port() + path);
    }

    @Test
    void showsMetricsAsPrometheusText() throws Exception {
        Counter.builder("nearside.results.hits")
                .tag("tier", "node")
                .register(metrics)
                .increment(3);

        HttpResponse<String> page = get("/metrics");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(page.body()).contains("nearside_results_hits_total{tier=\"node\"} 3.0");
    }

    @Test
    void isLiveWhateverTheConditions() throws Exception {
        trouble.set("gone");

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void isReadyWhenAllConditionsHold() throws Exception {
        HttpResponse<String> page = get("/health/ready");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .isEqualTo("{\"status\":\"up\",\"conditions\":{\"log\":{\"ok\":true},\"origin\":{\"ok\":true}}}\n");
    }

    @Test
    void tellsWhatKeepsItFromBeingReady() throws Exception {
        trouble.set("no \"route\"\n");

        HttpResponse<String> page = get("/health/ready");

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body())
                .contains("\"status\":\"down\"")
                .contains("\"origin\":{\"ok\":false,\"why\":\"no \\\"route\\\"\\u000a\"}");
    }

    @Test
    void refusesOtherPagesAndMethods() throws Exception {
        assertThat(get("/metrics/x").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
        HttpRequest post = HttpRequest.newBuilder(uri("/metrics"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(send(post).statusCode()).isEqualTo(405);
    }

    @Test
    void tellsWhyItCannotListen() {
        AdminSettings taken = new AdminSettings("127.0.0.1", admin.port());

        assertThatThrownBy(() -> AdminServer.start(taken, metrics, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("admin.port");
    }
}
