package io.nearside.cdc.origin;

/**
 * Something at the origin that keeps the invalidator from telling the truth.
 *
 * @param subject the variable or privilege
 * @param problem what is and what must be
 * @param remedy what to run or write to mend it
 */
public record Finding(String subject, String problem, String remedy) {
    @Override
    public String toString() {
        return subject + " " + problem + ": " + remedy;
    }
}
