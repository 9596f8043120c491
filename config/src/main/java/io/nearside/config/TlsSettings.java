package io.nearside.config;

import java.util.regex.Pattern;

/**
 * How clients' connections are encrypted.
 *
 * @param certificate path of a PEM file with the certificate and those that lead to its root; empty for a self-made one
 * @param key path of a PEM file with the certificate's private key; empty for a self-made one
 */
public record TlsSettings(TlsMode mode, String certificate, String key) {
    private static final SettingType<String> PATH = SettingType.text(Pattern.compile("\\S(?:.*\\S)?"), "a path");
    private static final String SELF_MADE = "none: the node makes a certificate of its own when it starts";

    static final Setting<TlsMode> MODE = Setting.of(
            "tls",
            SettingType.choice(TlsMode.class),
            "prefer",
            "Whether clients' connections are encrypted: `prefer` leaves it to each client, `require` refuses those that"
                    + " are not.");
    static final Setting<String> CERTIFICATE = Setting.derived(
            "tlsCertificate",
            PATH,
            "/etc/nearside/certificate.pem",
            SELF_MADE,
            "PEM file with the certificate that clients see, and behind it those that lead to its root. Needs"
                    + " `listen.tlsKey`.");
    static final Setting<String> KEY = Setting.derived(
            "tlsKey",
            PATH,
            "/etc/nearside/key.pem",
            SELF_MADE,
            "PEM file with the certificate's private key, not encrypted. Needs `listen.tlsCertificate`.");

    public TlsSettings {
        MODE.check(mode);
        checkPath(CERTIFICATE, certificate);
        checkPath(KEY, key);
    }

    private static void checkPath(Setting<String> setting, String path) {
        if (!path.isEmpty()) {
            setting.check(path);
        }
    }

    public static TlsSettings defaults() {
        return selfMade(MODE.standardValue());
    }

    /** With a certificate that the node makes. */
    public static TlsSettings selfMade(TlsMode mode) {
        return new TlsSettings(mode, "", "");
    }

    static TlsSettings read(SectionReader in) {
        return new TlsSettings(in.get(MODE), in.get(CERTIFICATE, ""), in.get(KEY, ""));
    }
}
