package dev.mosaic.stitcher.api;

import static org.springframework.http.HttpStatus.FORBIDDEN;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.api.problem.Refusal;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Lets only those go on who run the instance; the scope of a token is not enough. */
@Component
public final class InstanceAdmins {
    private final Authority authority;

    InstanceAdmins(Authority authority) {
        this.authority = authority;
    }

    /** Completes, or errors with a {@link Refusal}. */
    public Mono<Void> demand(Actor actor) {
        return Detached.mono(authority.decide(actor, Right.INSTANCE_ADMIN, null))
                .flatMap(decision ->
                        switch (decision) {
                            case Decision.Granted() -> Mono.empty();
                            case Decision.Refused(var reason) ->
                                    Mono.error(
                                            new Refusal(
                                                    FORBIDDEN,
                                                    reason,
                                                    "Ask somebody who is an instance admin."));
                        });
    }
}
