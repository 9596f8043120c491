package io.nearside.bench.attack;

/** The attack cannot go on. The message says why. */
final class AttackException extends RuntimeException {
    AttackException(String message) {
        super(message);
    }

    AttackException(String message, Throwable cause) {
        super(message, cause);
    }
}
