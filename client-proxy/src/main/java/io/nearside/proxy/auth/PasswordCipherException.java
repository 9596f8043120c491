package io.nearside.proxy.auth;

/** A password cannot be encrypted or decrypted with what the other side sent. */
public final class PasswordCipherException extends Exception {
    PasswordCipherException(String message) {
        super(message);
    }

    PasswordCipherException(String message, Throwable cause) {
        super(message, cause);
    }
}
