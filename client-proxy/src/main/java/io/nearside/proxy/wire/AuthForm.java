package io.nearside.proxy.wire;

/** How a client's packet holds the proof of its plugin; older clients know the shorter forms only. */
enum AuthForm {
    /** Up to a zero. */
    ZERO_ENDED {
        @Override
        AuthData read(PacketReader reader) {
            return AuthData.of(reader.readZeroOrRest());
        }

        @Override
        void write(PacketWriter writer, AuthData data) {
            writer.writeBytes(data).writeByte(0);
        }
    },
    /** With its length in one byte. */
    SHORT {
        @Override
        AuthData read(PacketReader reader) {
            return AuthData.of(reader.readBytes(reader.readByte()));
        }

        @Override
        void write(PacketWriter writer, AuthData data) {
            if (data.length() > LONGEST_SHORT) {
                throw new IllegalArgumentException("a proof of " + data.length() + " bytes where at most 255 fit");
            }
            writer.writeByte(data.length()).writeBytes(data);
        }
    },
    /** As a length-encoded string. */
    LENGTH_ENCODED {
        @Override
        AuthData read(PacketReader reader) {
            long length = reader.readLength();
            if (length < 0) {
                throw new MalformedPacketException("NULL for a proof");
            }
            return AuthData.of(reader.readBytes(length));
        }

        @Override
        void write(PacketWriter writer, AuthData data) {
            writer.writeLengthBytes(data.bytes());
        }
    };

    private static final int LONGEST_SHORT = 0xFF;

    /** The form in the answer to a greeting. */
    static AuthForm of(int capabilities) {
        return (capabilities & Capability.PLUGIN_AUTH_LENENC_DATA) != 0 ? LENGTH_ENCODED : ofUserChange(capabilities);
    }

    /** The form where a session changes its user, which has never had a long one. */
    static AuthForm ofUserChange(int capabilities) {
        return (capabilities & Capability.SECURE_CONNECTION) != 0 ? SHORT : ZERO_ENDED;
    }

    abstract AuthData read(PacketReader reader);

    abstract void write(PacketWriter writer, AuthData data);
}
