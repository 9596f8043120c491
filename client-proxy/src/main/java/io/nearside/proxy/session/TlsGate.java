package io.nearside.proxy.session;

import io.nearside.proxy.tls.ClientTls;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.HandshakeResponse;
import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Looks at a client's first packet and then gives way: to TLS, if that is what the packet asks for, else to nothing.
 *
 * <p>Not a byte behind the packet that asks for TLS is taken for part of the protocol unless TLS has decrypted it, even if
 * it came in the same read: somebody on the way may have put it there.
 */
final class TlsGate extends ByteToMessageDecoder {
    private static final int REQUEST = PacketDecoder.HEADER + HandshakeResponse.FIXED_PART;

    private final ClientTls tls;
    private final ClientChannel client;

    TlsGate(ClientTls tls, ClientChannel client) {
        this.tls = tls;
        this.client = client;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < PacketDecoder.HEADER) {
            return;
        }
        if (in.getUnsignedMediumLE(in.readerIndex()) != HandshakeResponse.FIXED_PART) {
            context.pipeline().remove(this);
        } else if (in.readableBytes() >= REQUEST) {
            if (HandshakeResponse.asksForTls(in.slice(in.readerIndex(), REQUEST))) {
                begin(context, in);
            } else {
                context.pipeline().remove(this);
            }
        }
    }

    private void begin(ChannelHandlerContext context, ByteBuf in) {
        int number = in.getUnsignedByte(in.readerIndex() + PacketDecoder.HEADER - 1);
        if (client.session().beginsTls(number)) {
            in.skipBytes(REQUEST);
            context.pipeline().replace(this, null, tls.newHandler(context.alloc()));
        } else {
            in.skipBytes(in.readableBytes());
            client.refuse(ErrPacket.badHandshake("TLS was asked for out of turn"));
        }
    }
}
