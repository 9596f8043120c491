package io.nearside.proxy.auth;

import java.security.SecureRandom;

/**
 * Makes the random bytes that a server sends at each login, so that nobody can log in with what an earlier login sent. As
 * MySQL does, leaves out the zero, which ends the scramble in packets, and the dollar sign, which ends a salt.
 */
public final class Scramble {
    public static final int LENGTH = 20;

    private static final int HIGHEST = 127;

    private final SecureRandom random;

    /** Uses {@code random} from every thread that asks. */
    public Scramble(SecureRandom random) {
        this.random = random;
    }

    /** Another {@value #LENGTH} bytes, each from 1 to 127 and no dollar sign. */
    public byte[] next() {
        byte[] scramble = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            int drawn = 1 + random.nextInt(HIGHEST - 1);
            scramble[i] = (byte) (drawn < '$' ? drawn : drawn + 1);
        }
        return scramble;
    }
}
