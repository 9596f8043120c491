package io.nearside.proxy.pool;

import io.nearside.proxy.auth.CachingSha2Password;
import io.nearside.proxy.auth.Credential;
import io.nearside.proxy.auth.PasswordCipherException;
import io.nearside.proxy.wire.AuthData;
import io.nearside.proxy.wire.AuthSwitch;
import java.nio.charset.StandardCharsets;

/** Answers with a password that is known. Used for one login. */
public final class CredentialAnswers implements LoginAnswers {
    private static final AuthData KEY_REQUEST = AuthData.of(new byte[] {CachingSha2Password.PUBLIC_KEY_REQUEST});

    private final Credential credential;
    private AuthData scramble;
    private boolean keyAsked;

    /** @param scramble of the origin's greeting */
    public CredentialAnswers(Credential credential, AuthData scramble) {
        this.credential = credential;
        this.scramble = scramble;
    }

    @Override
    public void prove(AuthSwitch wanted, Reply reply) {
        scramble = wanted.scramble();
        credential
                .proof(wanted.plugin(), scramble)
                .ifPresentOrElse(
                        reply::with, () -> reply.giveUp("the account has come to use the plugin " + wanted.plugin()));
    }

    @Override
    public void more(AuthData said, Reply reply) {
        if (keyAsked) {
            try {
                reply.with(credential.encrypted(scramble, new String(said.bytes(), StandardCharsets.US_ASCII)));
            } catch (PasswordCipherException e) {
                reply.giveUp(String.valueOf(e.getMessage()));
            }
        } else if (said.length() == 1 && said.bytes()[0] == CachingSha2Password.PASSWORD_WANTED) {
            keyAsked = true;
            reply.with(KEY_REQUEST);
        } else {
            reply.giveUp("the origin's plugin wants more than a password");
        }
    }
}
