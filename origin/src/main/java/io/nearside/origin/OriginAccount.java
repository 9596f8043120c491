package io.nearside.origin;

/** The accounts every embedded origin has; each may log in over TCP from anywhere. */
public enum OriginAccount {
    /** May do everything. */
    ADMIN("root", "root"),
    /** Exactly what the binlog reader and the metadata queries need, and no more. */
    READER("nearside", "nearside"),
    /** The application: owns the databases {@code employees} and {@code test…}; logs in with the server's default plugin. */
    APP("app", "app"),
    /** As {@link #APP}, with {@code mysql_native_password} on both flavors. */
    APP_NATIVE("app_native", "app");

    private final String user;
    private final String password;

    OriginAccount(String user, String password) {
        this.user = user;
        this.password = password;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }
}
