package io.nearside.origin;

/** Which of the two kinds of server an origin is. */
public enum OriginFlavor {
    MARIADB,
    MYSQL;

    /** A builder for a server of this flavor, with the settings Nearside wants. */
    public OriginBuilder builder() {
        return switch (this) {
            case MARIADB -> EmbeddedMariaDb.builder();
            case MYSQL -> EmbeddedMySql.builder();
        };
    }
}
