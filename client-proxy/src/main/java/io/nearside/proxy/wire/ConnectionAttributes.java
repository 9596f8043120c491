package io.nearside.proxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client tells of itself at login: names and values, the last field but one that a login can have. */
final class ConnectionAttributes {
    private ConnectionAttributes() {}

    /** The attributes in their order; none if the packet ends before them. */
    static Map<String, String> read(PacketReader reader, int capabilities) {
        if ((capabilities & Capability.CONNECT_ATTRS) == 0 || reader.remaining() == 0) {
            return Map.of();
        }
        long length = reader.readLength();
        if (length < 0 || length > reader.remaining()) {
            throw new MalformedPacketException("connection attributes of " + length + " bytes");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        long rest = reader.remaining() - length;
        while (reader.remaining() > rest) {
            String name = reader.readLengthString(UTF_8);
            String value = reader.readLengthString(UTF_8);
            if (reader.remaining() < rest) {
                throw new MalformedPacketException("a connection attribute that is longer than all of them");
            }
            if (name != null && value != null) {
                attributes.put(name, value);
            }
        }
        return inOrder(attributes);
    }

    /** A copy that nobody changes. */
    static Map<String, String> inOrder(Map<String, String> attributes) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    static void write(PacketWriter writer, int capabilities, Map<String, String> attributes) {
        if ((capabilities & Capability.CONNECT_ATTRS) == 0) {
            return;
        }
        int length = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            length += PacketWriter.lengthOf(attribute.getKey().getBytes(UTF_8))
                    + PacketWriter.lengthOf(attribute.getValue().getBytes(UTF_8));
        }
        writer.writeLength(length);
        attributes.forEach(
                (name, value) -> writer.writeLengthBytes(name.getBytes(UTF_8)).writeLengthBytes(value.getBytes(UTF_8)));
    }
}
