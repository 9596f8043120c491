package io.nearside.bench.clients;

import io.nearside.bench.clients.Ask.Kind;
import io.nearside.bench.protocol.Account;
import io.nearside.bench.protocol.Login;
import io.nearside.bench.protocol.Packets;
import io.nearside.bench.protocol.ProtocolException;
import io.nearside.bench.protocol.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client. Owned by its channel's event loop, but for {@link #begin}. */
// A write that fails ends the connection, which is told of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Member extends SimpleChannelInboundHandler<ByteBuf> {
    private final int number;
    private final Tally tally;
    private final SplittableRandom random;
    private final Reply reply = new Reply();
    private final Login login;
    private boolean failed;

    /** Told when what is under way is done: the login and what is set up, later all that is asked. */
    private @Nullable Runnable done;

    private volatile @Nullable Channel channel;
    private @Nullable Ask ask;
    private int statement;
    private long askedNanos;
    private long endNanos;

    Member(int number, Account account, Tally tally, long seed, Runnable ready) {
        this.number = number;
        this.tally = tally;
        this.random = new SplittableRandom(seed);
        this.login = new Login(account, Ask.SCHEMA, false);
        this.done = ready;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf packet) {
        if (login.isDone()) {
            replied(context, packet);
            return;
        }
        ByteBuf answer = login.take(context.alloc(), packet);
        if (answer != null) {
            context.writeAndFlush(answer);
        } else if (login.isDone()) {
            start(Ask.setUp(number));
        }
    }

    private void start(Ask next) {
        ask = next;
        statement = 0;
        askedNanos = System.nanoTime();
        send(next);
    }

    private void send(Ask current) {
        Channel to = Objects.requireNonNull(channel);
        to.writeAndFlush(Packets.query(to.alloc(), current.statements().get(statement)));
    }

    private void replied(ChannelHandlerContext context, ByteBuf packet) {
        Ask current = ask;
        if (current == null) {
            failed("client " + number + " was told what it had not asked");
            context.close();
            return;
        }
        if (!reply.take(packet)) {
            return;
        }
        tally.statement();
        if (Ask.isWrite(current.statements().get(statement))) {
            tally.write();
        }
        statement++;
        if (statement < current.statements().size()) {
            send(current);
            return;
        }
        if (current.kind() == Kind.LOOKUP) {
            tally.lookup(System.nanoTime() - askedNanos);
        }
        if (!Objects.equals(reply.value(), current.answer())) {
            tally.failure("client " + number + " was told " + reply.value() + " where " + current.answer()
                    + " is right: " + current.statements());
        }
        ask = null;
        if (current.kind() == Kind.SET_UP) {
            finish();
        } else {
            rest();
        }
    }

    /** Asks now and then until the time is over; {@code afterwards} runs when that is so, or the client has failed. */
    void begin(long untilNanos, Runnable afterwards) {
        Channel own = channel;
        if (own == null) {
            afterwards.run();
            return;
        }
        own.eventLoop().execute(() -> {
            done = afterwards;
            endNanos = untilNanos;
            if (failed) {
                finish();
            } else {
                askAfter(random.nextLong(2 * Crowd.PAUSE.toNanos()));
            }
        });
    }

    private void rest() {
        askAfter(Crowd.PAUSE.toNanos() / 2 + random.nextLong(Crowd.PAUSE.toNanos()));
    }

    private void askAfter(long nanos) {
        Channel own = Objects.requireNonNull(channel);
        if (System.nanoTime() + nanos - endNanos > 0) {
            finish();
        } else {
            own.eventLoop()
                    .schedule(
                            () -> {
                                if (!failed) {
                                    start(Ask.next(number, random));
                                }
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void finish() {
        Runnable told = done;
        done = null;
        if (told != null) {
            told.run();
        }
    }

    /** The client can do no more. */
    void failed(String what) {
        if (!failed) {
            failed = true;
            tally.failure(what);
            finish();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        // At the end of it all everybody is disconnected, with nothing under way.
        if (ask != null || done != null) {
            failed("client " + number + " was disconnected");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed("client " + number + ": " + (cause instanceof ProtocolException ? cause.getMessage() : cause)
                + (ask == null ? "" : " in answer to " + ask.statements().get(statement)));
        context.close();
    }
}
