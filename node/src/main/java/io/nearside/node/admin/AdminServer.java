package io.nearside.node.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nearside.config.AdminSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics and health over HTTP: {@code /metrics} as Prometheus text, {@code /health/live} while the process works,
 * {@code /health/ready} with status 200 when every {@link Condition} holds and 503 otherwise. Two threads of its own.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    private static final int BACKLOG = 16;
    private static final String IO_SECONDS = "10";
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private record Reply(int status, String type, String body) {}

    private interface Page {
        Reply render();
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private AdminServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Begins to serve.
     *
     * @throws IllegalStateException when the address cannot be listened on; the message names it
     */
    public static AdminServer start(
            AdminSettings settings, PrometheusMeterRegistry metrics, List<Condition> conditions) {
        // Two threads serve all: a peer that sends or takes nothing must not hold one for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", IO_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", IO_SECONDS);
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + " (admin.host, admin.port): "
                            + e.getMessage(),
                    e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "nearside-admin");
            thread.setDaemon(true);
            return thread;
        });
        AdminServer admin = new AdminServer(server, threads);
        admin.serve("/metrics", () -> new Reply(200, PROMETHEUS, metrics.scrape()));
        admin.serve("/health/live", () -> new Reply(200, JSON, "{\"status\":\"up\"}\n"));
        admin.serve("/health/ready", () -> ready(conditions));
        server.setExecutor(threads);
        server.start();
        return admin;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(String path, Page page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                boolean found = exchange.getRequestURI().getPath().equals(path);
                boolean get = exchange.getRequestMethod().equals("GET")
                        || exchange.getRequestMethod().equals("HEAD");
                if (found && get) {
                    send(exchange, page.render());
                } else {
                    send(exchange, new Reply(found ? 405 : 404, "text/plain", found ? "GET only\n" : "not found\n"));
                }
            } catch (RuntimeException e) {
                log.error("page failed path={}", path, e);
            }
        });
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static Reply ready(List<Condition> conditions) {
        StringBuilder parts = new StringBuilder();
        boolean all = true;
        for (Condition condition : conditions) {
            String trouble = condition.trouble().get();
            all &= trouble == null;
            parts.append(parts.isEmpty() ? "" : ",")
                    .append('"')
                    .append(condition.name())
                    .append("\":{\"ok\":")
                    .append(trouble == null);
            if (trouble != null) {
                parts.append(",\"why\":").append(quoted(trouble));
            }
            parts.append('}');
        }
        String body = "{\"status\":\"" + (all ? "up" : "down") + "\",\"conditions\":{" + parts + "}}\n";
        return new Reply(all ? 200 : 503, JSON, body);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
