package io.nearside.bench.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a node tells about itself over HTTP. Thread-safe. */
public final class NodeAdmin {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final int OK = 200;
    private static final Pattern UNMET =
            Pattern.compile("\"([^\"]+)\":\\{\"ok\":false,\"why\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final String base;

    NodeAdmin(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    public String metricsAddress() {
        return base + "/metrics";
    }

    public String readinessAddress() {
        return base + "/health/ready";
    }

    /** Why the node is not ready yet; null if it is. */
    @Nullable
    String notReadyReason() throws InterruptedException {
        try {
            HttpResponse<String> answer = get(readinessAddress());
            return answer.statusCode() == OK ? null : reasons(answer.body());
        } catch (IOException e) {
            return "it does not answer on " + readinessAddress();
        }
    }

    /** The conditions that do not hold, out of what the node says of its readiness; else all it says. */
    static String reasons(String body) {
        String reasons = UNMET.matcher(body)
                .results()
                .map(unmet -> unmet.group(1) + ": " + unmet.group(2))
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? body.strip() : reasons;
    }

    public StatementCounts statementCounts() throws InterruptedException {
        return StatementCounts.parse(metrics());
    }

    /** All that the node measures, in Prometheus's text form. */
    public String metrics() throws InterruptedException {
        try {
            HttpResponse<String> answer = get(metricsAddress());
            if (answer.statusCode() == OK) {
                return answer.body();
            }
            throw new StageException(metricsAddress() + " answered " + answer.statusCode());
        } catch (IOException e) {
            throw new StageException(metricsAddress() + " does not answer", e);
        }
    }

    private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(5))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
