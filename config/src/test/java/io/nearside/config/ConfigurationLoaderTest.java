package io.nearside.config;

import static io.nearside.config.TestingConfigurationFile.REQUIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationLoaderTest {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    private final Path folder;

    ConfigurationLoaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everythingButRegionAndOriginHasADefault() throws Exception {
        Configuration configuration = file(REQUIRED).load(NO_ENVIRONMENT);

        assertThat(configuration)
                .isEqualTo(new Configuration(
                        "us-west-2",
                        new OriginSettings("127.0.0.1", 3306, "nearside", new Secret("hunter2"), Duration.ofSeconds(5)),
                        new ListenSettings(
                                "0.0.0.0", 3307, Duration.ofSeconds(10), 10_000, TlsSettings.selfMade(TlsMode.PREFER)),
                        new AuthSettings(Duration.ofSeconds(60)),
                        new PoolSettings(100, 100, Duration.ofSeconds(10)),
                        new AdminSettings("127.0.0.1", 9307),
                        new CacheSettings(
                                256 << 20, 1 << 20, Duration.ofSeconds(2), Duration.ofSeconds(5), true, 256 << 20, 0),
                        new CdcSettings(true, 0, Duration.ofMillis(100), Duration.ofSeconds(1), 65_536),
                        new ClusterSettings("nearside-us-west-2", "127.0.0.1", 5701, 10, List.of(), 1),
                        new WanSettings(null, null)));
    }

    @Test
    void defaultsInCodeAreTheDefaultsOfAFile() throws Exception {
        Configuration configuration = file(REQUIRED).load(NO_ENVIRONMENT);

        OriginSettings origin = OriginSettings.of("127.0.0.1", 3306, "nearside", new Secret("hunter2"));
        assertThat(configuration).isEqualTo(Configuration.withDefaults("us-west-2", origin));
    }

    @Test
    void everyKeyReachesItsSetting() throws Exception {
        Configuration configuration =
                file("""
                        region: eu-west-2
                        origin:
                          host: db.example.org
                          port: 3310
                          username: reader
                          password: secret one
                          connectTimeout: 250ms
                        listen:
                          host: 10.0.0.1
                          port: 3400
                          drainTimeout: 1m
                          maxConnections: 77
                          tls: require
                          tlsCertificate: /etc/cert.pem
                          tlsKey: /etc/key one.pem
                        auth:
                          revalidate: 5s
                        pool:
                          maxConnections: 80
                          maxConnectionsPerAccount: 20
                          waitTimeout: 500ms
                        admin:
                          host: 10.0.0.2
                          port: 9400
                        cache:
                          maxBytes: 3GiB
                          maxResultBytes: 96KiB
                          maxStaleness: 1500ms
                          flightTimeout: 3s
                          regionTier: false
                          regionMaxBytes: 2MiB
                          shadowRate: 0.25
                        cdc:
                          embedded: false
                          serverId: 4294967294
                          watermarkInterval: 50ms
                          rowImageTimeout: 7s
                          logCapacity: 2048
                        cluster:
                          name: inner
                          host: 10.0.0.3
                          port: 5800
                          portCount: 2
                          members: [10.0.0.4, "10.0.0.5:5801", "[fe80::1]:5802"]
                          backupCount: 2
                        wan:
                          listen: {host: 10.0.0.6, port: 7307}
                          upstream: {host: us-west-2.example.org, port: 7308}
                        """)
                        .load(NO_ENVIRONMENT);

        assertThat(configuration)
                .isEqualTo(new Configuration(
                        "eu-west-2",
                        new OriginSettings(
                                "db.example.org", 3310, "reader", new Secret("secret one"), Duration.ofMillis(250)),
                        new ListenSettings(
                                "10.0.0.1",
                                3400,
                                Duration.ofMinutes(1),
                                77,
                                new TlsSettings(TlsMode.REQUIRE, "/etc/cert.pem", "/etc/key one.pem")),
                        new AuthSettings(Duration.ofSeconds(5)),
                        new PoolSettings(80, 20, Duration.ofMillis(500)),
                        new AdminSettings("10.0.0.2", 9400),
                        new CacheSettings(
                                3L << 30,
                                96 << 10,
                                Duration.ofMillis(1500),
                                Duration.ofSeconds(3),
                                false,
                                2 << 20,
                                0.25),
                        new CdcSettings(false, 4_294_967_294L, Duration.ofMillis(50), Duration.ofSeconds(7), 2048),
                        new ClusterSettings(
                                "inner",
                                "10.0.0.3",
                                5800,
                                2,
                                List.of("10.0.0.4", "10.0.0.5:5801", "[fe80::1]:5802"),
                                2),
                        new WanSettings(new Endpoint("10.0.0.6", 7307), new Endpoint("us-west-2.example.org", 7308))));
    }

    @Test
    void aRegionThatFollowsAnotherDoesNotReadTheBinlog() throws Exception {
        Configuration configuration =
                file(REQUIRED + "wan: {upstream: {host: hub, port: 7307}}\n").load(NO_ENVIRONMENT);

        assertThat(configuration.cdc()).isEqualTo(CdcSettings.defaults(false));
    }

    @Test
    void anEmptySectionHasItsDefaults() throws Exception {
        Configuration configuration = file(REQUIRED + "cache:\nwan: {}\n").load(NO_ENVIRONMENT);

        assertThat(configuration.cache()).isEqualTo(CacheSettings.defaults());
        assertThat(configuration.wan()).isEqualTo(WanSettings.defaults());
    }

    @Test
    void tellsAllProblemsAtOnceInTheOrderOfTheFile() {
        List<String> problems =
                file("""
                        region: ""
                        origin:
                          host: not a host
                          port: 70000
                          pasword: hunter2
                          password: hunter2
                        listen: {port: many}
                        cache: {maxBytes: 256 potatoes, maxStaleness: 2}
                        cdc: {embedded: perhaps}
                        cluster: {members: one}
                        console: {}
                        """)
                        .problems(NO_ENVIRONMENT);

        assertThat(problems)
                .containsExactly(
                        "nearside.yaml:1: region: \"\" is not allowed, give a name of 1 to 63 letters, digits, dots, -"
                                + " and _",
                        "nearside.yaml:2: origin.username: is missing, give a user name of 1 to 80 characters",
                        "nearside.yaml:3: origin.host: \"not a host\" is not allowed, give a host name or an IP address",
                        "nearside.yaml:4: origin.port: \"70000\" is not allowed, give a whole number from 1 to 65535",
                        "nearside.yaml:5: origin.pasword: is not a known key; did you mean password?",
                        "nearside.yaml:7: listen.port: \"many\" is not allowed, give a whole number from 0 to 65535",
                        "nearside.yaml:8: cache.maxBytes: \"256 potatoes\" is not allowed, give a size from 1MiB to"
                                + " 64GiB (units B, KiB, MiB, GiB, TiB)",
                        "nearside.yaml:8: cache.maxStaleness: \"2\" is not allowed, give a duration from 50ms to 1h"
                                + " (units ms, s, m, h)",
                        "nearside.yaml:9: cdc.embedded: \"perhaps\" is not allowed, give true or false",
                        "nearside.yaml:10: cluster.members: is a single value, give a list, each element HOST or"
                                + " HOST:PORT",
                        "nearside.yaml:11: console: is not a known key; allowed here: region, origin, listen, auth, pool,"
                                + " admin, cache, cluster, wan, cdc");
    }

    @Test
    void anEmptyFileLacksWhatIsRequired() {
        assertThat(file("# nothing yet\n").problems(NO_ENVIRONMENT))
                .containsExactly(
                        "nearside.yaml: region: is missing, give a name of 1 to 63 letters, digits, dots, - and _",
                        "nearside.yaml: origin.host: is missing, give a host name or an IP address",
                        "nearside.yaml: origin.username: is missing, give a user name of 1 to 80 characters",
                        "nearside.yaml: origin.password: is missing, give a text; best taken from the environment");
    }

    @Test
    void refusesAKeyGivenTwice() {
        assertThat(file(REQUIRED + "admin:\n  port: 1\n  port: 2\nregion: b\n").problems(NO_ENVIRONMENT))
                .containsExactly(
                        "nearside.yaml:5: admin.port: is given twice", "nearside.yaml:6: region: is given twice");
    }

    @Test
    void refusesAKeyOfAnotherSectionAndNamesThatSection() {
        assertThat(file(REQUIRED + "maxStaleness: 1s\nadmin: {maxstaleness: 1s}\n")
                        .problems(NO_ENVIRONMENT))
                .containsExactly(
                        "nearside.yaml:3: maxStaleness: is not a known key; did you mean cache.maxStaleness?",
                        "nearside.yaml:4: admin.maxstaleness: is not a known key; did you mean cache.maxStaleness?");
    }

    @Test
    void refusesValuesOfTheWrongKind() {
        assertThat(file(REQUIRED
                                + """
                                listen: 3307
                                admin: {port: [1], host: {a: b}}
                                cache: {maxBytes: , maxStaleness: !later 2s}
                                wan: {upstream: }
                                cluster: {members: [a, {b: c}, "d:e"]}
                                cdc: {? [x] : y}
                                """)
                        .problems(NO_ENVIRONMENT))
                .containsExactly(
                        "nearside.yaml:3: listen: is a single value, give a section of keys and values",
                        "nearside.yaml:4: admin.host: is a section of keys and values, give a host name or an IP"
                                + " address",
                        "nearside.yaml:4: admin.port: is a list, give a whole number from 0 to 65535",
                        "nearside.yaml:5: cache.maxBytes: has no value, give a size from 1MiB to 64GiB (units B, KiB,"
                                + " MiB, GiB, TiB)",
                        "nearside.yaml:5: cache.maxStaleness: has a YAML tag, give a duration from 50ms to 1h (units"
                                + " ms, s, m, h)",
                        "nearside.yaml:6: wan.upstream: has no value, give a section of keys and values",
                        "nearside.yaml:7: cluster.members[1]: is a section of keys and values, give HOST or HOST:PORT",
                        "nearside.yaml:7: cluster.members[2]: \"d:e\" is not allowed, give HOST or HOST:PORT",
                        "nearside.yaml:8: cdc: has a key that is not a plain name");
    }

    @Test
    void anUpstreamMustBeComplete() {
        assertThat(file(REQUIRED + "wan:\n  upstream: {host: hub}\n").problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:4: wan.upstream.port: is missing, give a whole number from 1 to 65535");
    }

    @Test
    void refusesSettingsThatContradictEachOther() {
        assertThat(file(REQUIRED
                                + """
                                listen: {port: 5701}
                                cache: {maxStaleness: 150ms, maxBytes: 1MiB, maxResultBytes: 2MiB}
                                cluster: {members: ["10.0.0.1:5701"]}
                                cdc: {embedded: true}
                                wan: {upstream: {host: hub, port: 7307}}
                                """)
                        .problems(NO_ENVIRONMENT))
                .containsExactly(
                        "nearside.yaml:3: listen.port: listen.port and cluster.port are both 5701",
                        "nearside.yaml:4: cache.maxStaleness: cdc.watermarkInterval (100ms) must be at most half of"
                                + " cache.maxStaleness (150ms)",
                        "nearside.yaml:4: cache.maxResultBytes: cache.maxResultBytes (2097152B) must be at most"
                                + " cache.maxBytes (1048576B)",
                        "nearside.yaml:5: cluster.members: cluster.members on other machines cannot reach cluster.host"
                                + " (127.0.0.1), give an address that they reach",
                        "nearside.yaml:6: cdc.embedded: cdc.embedded: true and wan.upstream exclude each other: a"
                                + " region either reads the origin's binlog or follows another region; remove one of"
                                + " the two");
    }

    @Test
    void refusesACertificateWithoutItsKeyAndAPoolTooSmallForAnAccount() {
        assertThat(file(REQUIRED
                                + """
                                listen: {tls: "on", tlsCertificate: c.pem}
                                pool: {maxConnections: 10, maxConnectionsPerAccount: 11}
                                """)
                        .problems(NO_ENVIRONMENT))
                .containsExactly(
                        "nearside.yaml:3: listen.tls: \"on\" is not allowed, give off, prefer or require",
                        "nearside.yaml:3: listen.tlsCertificate: listen.tlsCertificate is given and listen.tlsKey is"
                                + " not: give both, or neither for a certificate that the node makes",
                        "nearside.yaml:4: pool.maxConnectionsPerAccount: pool.maxConnectionsPerAccount (11) must be at"
                                + " most pool.maxConnections (10)");
        assertThat(file(REQUIRED + "listen: {tlsKey: k.pem}\n").problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:3: listen.tlsKey: listen.tlsKey is given and listen.tlsCertificate is"
                        + " not: give both, or neither for a certificate that the node makes");
    }

    @Test
    void aSmallPoolIsForOneAccountToo() throws Exception {
        Configuration configuration = file(REQUIRED + "pool: {maxConnections: 10}\nlisten: {tls: off}\n")
                .load(NO_ENVIRONMENT);

        assertThat(configuration.pool().maxConnectionsPerAccount()).isEqualTo(10);
        assertThat(configuration.listen().tls()).isEqualTo(TlsSettings.selfMade(TlsMode.OFF));
    }

    @Test
    void refusesToBeItsOwnOrigin() {
        assertThat(file(REQUIRED + "listen: {port: 3306}\n").problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:3: listen.port: origin.port and listen.port are both 3306");
    }

    @Test
    void aWrongValueIsNotAlsoAContradiction() {
        assertThat(file(REQUIRED + "cache: {maxStaleness: 1}\ncdc: {watermarkInterval: 10s}\n")
                        .problems(NO_ENVIRONMENT))
                .hasSize(1);
    }

    @Test
    void membersOnThisMachineGoWithLoopback() throws Exception {
        Configuration configuration = file(REQUIRED
                        + "cluster: {members: [localhost, \"127.0.0.2:5702\", \"[::1]:5703\"]}\n")
                .load(NO_ENVIRONMENT);

        assertThat(configuration.cluster().members()).hasSize(3);
    }

    @Test
    void takesValuesFromTheEnvironment() throws Exception {
        Configuration configuration =
                file("""
                        region: "${PLACE:-us}-west-${NUMBER:-2}"
                        origin: {host: "${HOST}", username: u, password: "${PASSWORD}"}
                        listen: {port: "${PORT}"}
                        cluster: {members: ["${HOST}:5701"], host: "${OWN:-10.0.0.9}"}
                        """)
                        .load(Map.of("HOST", "db", "PASSWORD", "a: ${HOST} \"#{", "PORT", "4000", "NUMBER", ""));

        assertThat(configuration.region()).isEqualTo("us-west-2");
        assertThat(configuration.origin().host()).isEqualTo("db");
        assertThat(configuration.origin().password().reveal()).isEqualTo("a: ${HOST} \"#{");
        assertThat(configuration.listen().port()).isEqualTo(4000);
        assertThat(configuration.cluster().members()).containsExactly("db:5701");
    }

    @Test
    void dollarsThatNameNothingStay() throws Exception {
        Configuration configuration =
                file("""
                        region: a
                        origin: {host: h, username: "$u$$", password: "$${X}$"}
                        """)
                        .load(NO_ENVIRONMENT);

        assertThat(configuration.origin().username()).isEqualTo("$u$$");
        assertThat(configuration.origin().password().reveal()).isEqualTo("${X}$");
    }

    @Test
    void anEmptyVariableIsSet() throws Exception {
        Configuration configuration = file("region: a\norigin: {host: h, username: u, password: \"${PASSWORD}\"}\n")
                .load(Map.of("PASSWORD", ""));

        assertThat(configuration.origin().password()).isEqualTo(new Secret(""));
    }

    @Test
    void refusesVariablesThatAreNotSet() {
        assertThat(file("region: \"${A}-${B}\"\norigin: {host: h, username: u, password: \"x${C\"}\n")
                        .problems(NO_ENVIRONMENT))
                .containsExactly(
                        "nearside.yaml:1: region: environment variable A is not set; set it, or give a default as"
                                + " ${A:-default}",
                        "nearside.yaml:1: region: environment variable B is not set; set it, or give a default as"
                                + " ${B:-default}",
                        "nearside.yaml:2: origin.password: has \"${\" that does not go on as ${NAME} or"
                                + " ${NAME:-default}; write \"$${\" for \"${\"");
    }

    @Test
    void doesNotShowWhatTheEnvironmentGave() {
        assertThat(file(REQUIRED + "listen: {port: \"${PASSWORD}\"}\n").problems(Map.of("PASSWORD", "hunter3")))
                .containsExactly("nearside.yaml:3: listen.port: \"${PASSWORD}\" with the values from the environment is"
                        + " not allowed, give a whole number from 0 to 65535");
    }

    @Test
    void aDefaultInTheFileIsNotFromTheEnvironment() {
        assertThat(file(REQUIRED + "listen: {port: \"${PORT:-many}\"}\n").problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:3: listen.port: \"${PORT:-many}\" is not allowed, give a whole number"
                        + " from 0 to 65535");
    }

    @Test
    void showsALongOrStrangeValueInOneShortLine() {
        List<String> problems = file("region: \"a\\nb\\u2028\\u0007" + "x".repeat(100)
                        + "\"\norigin: {host: h, username: u, password: p}\n")
                .problems(NO_ENVIRONMENT);

        assertThat(problems)
                .containsExactly("nearside.yaml:1: region: \"a?b??" + "x".repeat(55)
                        + "...\" is not allowed, give a name of 1 to 63 letters, digits, dots, - and _");
    }

    @Test
    void tellsWhereTheYamlIsWrong() {
        assertThat(file("region: us-west-2\norigin: {host: a, password: ${P}}\n")
                        .problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:2: not valid YAML at column 30: expected ',' or '}', but got {");
        assertThat(file("region: us-west-2\norigin:\n\thost: a\n").problems(NO_ENVIRONMENT))
                .singleElement()
                .asString()
                .startsWith("nearside.yaml:3: not valid YAML at column 1: found character '\\t(TAB)'");
        assertThat(file("region: a\n\norigin: \u0001\n").problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:3: not valid YAML: character U+0001 is not allowed");
        assertThat(file("- region\n").problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:1: must be a mapping of keys to values, such as \"region: us-west-2\"");
    }

    @Test
    void anUnquotedPasswordThatYamlReadsOtherwiseIsNotShown() {
        assertThat(file("region: a\norigin:\n  password: *hunter2\n").problems(NO_ENVIRONMENT))
                .containsExactly("nearside.yaml:3: not valid YAML at column 13: found undefined alias; quote a value"
                        + " that begins with * or !");
    }

    @Test
    void tellsWhyAFileCannotBeRead() throws Exception {
        Path binary = Files.write(folder.resolve("binary.yaml"), "région: ü".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ConfigurationLoader.load(folder.resolve("none.yaml"), NO_ENVIRONMENT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(folder.resolve("none.yaml") + ": there is no such file");
        assertThatThrownBy(() -> ConfigurationLoader.load(binary, NO_ENVIRONMENT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(binary + ": is not UTF-8 text");
        assertThatThrownBy(() -> ConfigurationLoader.load(folder, NO_ENVIRONMENT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(folder + ": cannot be read (IOException)");
    }

    private TestingConfigurationFile file(String content) {
        return new TestingConfigurationFile(folder, content);
    }
}
