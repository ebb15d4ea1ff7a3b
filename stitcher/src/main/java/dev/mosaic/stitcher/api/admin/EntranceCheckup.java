package dev.mosaic.stitcher.api.admin;

import dev.mosaic.stitcher.access.ApiToken;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Who can reach the server, and whether anybody can get in. */
@Component
final class EntranceCheckup implements Checkup {
    private static final int MOST = 1_000;

    private final ApiTokens tokens;
    private final ApiSettings settings;
    private final ServerProperties server;
    private final Clock clock;

    EntranceCheckup(
            ApiTokens tokens, ApiSettings settings, ServerProperties server, Clock clock) {
        this.tokens = tokens;
        this.settings = settings;
        this.server = server;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "entrance";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        var good =
                Await.value(tokens.list(null, MOST).filter(this::isGood).collectList());
        var findings = new ArrayList<Finding>();
        if (settings.auth() == ApiSettings.Auth.LOCAL) {
            findings.add(
                    new Finding.Fine(
                            "The server answers this machine alone, and asks its users for no token."));
        } else {
            findings.add(reach());
            findings.add(admins(good));
        }
        if (good.stream().anyMatch(token -> token.expiresAt() == null)) {
            findings.add(
                    new Finding.Warning(
                            "Tokens that never expire: %d."
                                    .formatted(
                                            good.stream()
                                                    .filter(token -> token.expiresAt() == null)
                                                    .count()),
                            "Make new ones with --expires, then `mosaic token revoke` these."));
        }
        return findings;
    }

    private boolean isGood(ApiToken token) {
        var expires = token.expiresAt();
        return token.revokedAt() == null && (expires == null || expires.isAfter(clock.instant()));
    }

    private Finding reach() {
        var address = server.getAddress();
        var ssl = server.getSsl();
        if (address == null || address.isLoopbackAddress()) {
            return new Finding.Fine("The server asks for tokens, and answers this machine alone.");
        }
        return ssl != null && ssl.isEnabled()
                ? new Finding.Fine("The server asks for tokens, over TLS.")
                : new Finding.Warning(
                        "Tokens cross the network unencrypted.",
                        "Put a proxy with TLS in front, or set server.ssl.bundle.");
    }

    private static Finding admins(List<ApiToken> good) {
        return good.stream().anyMatch(token -> token.scopes().contains(Scope.ADMIN))
                ? new Finding.Fine("Good tokens: %d.".formatted(good.size()))
                : new Finding.Trouble(
                        "No good token has the scope admin, so nobody can make others.",
                        "Run `mosaic token create --direct --scope admin` with DATABASE_URL.");
    }
}
