package io.nearside.proxy.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Reads a name that a client sent in the character set of its login. Two names of different bytes never read the same, as
 * what an account may see hangs on its name.
 */
final class LoginName {
    private LoginName() {}

    /**
     * The name's text.
     *
     * @param collation the lower eight bits of the number that the client gave
     * @throws MalformedPacketException if the name is not ASCII, and not in a character set that is understood here
     */
    static String read(byte[] name, int collation) {
        if (isAscii(name)) {
            return new String(name, StandardCharsets.US_ASCII);
        }
        Charset charset = charset(collation);
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(name)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPacketException("a name that is no " + charset + ", which its collation " + collation
                    + " says it is: " + e.getMessage());
        }
    }

    private static boolean isAscii(byte[] name) {
        for (byte b : name) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** MySQL's {@code utf8}, which is the same for what it can hold, and {@code utf8mb4}. */
    private static Charset charset(int collation) {
        boolean utf8 = collation == 33 || collation == 83 || (collation >= 192 && collation <= 215) || collation == 223;
        boolean utf8mb4 =
                collation == 45 || collation == 46 || (collation >= 224 && collation <= 247) || collation == 255;
        if (!utf8 && !utf8mb4) {
            throw new MalformedPacketException("a name beyond ASCII in collation " + collation
                    + "; Nearside understands such names in utf8 and utf8mb4");
        }
        return StandardCharsets.UTF_8;
    }
}
