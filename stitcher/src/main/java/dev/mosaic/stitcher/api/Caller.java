package dev.mosaic.stitcher.api;

import static org.springframework.http.HttpStatus.FORBIDDEN;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.problem.Problem;
import dev.mosaic.stitcher.api.problem.Refusal;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who calls, and what they may ask for at all. What they may do is up to the forge.
 *
 * @param scopes those of the token; all of them for the user of this machine
 */
public record Caller(Actor actor, Set<Scope> scopes) {
    private static final String ATTRIBUTE = Caller.class.getName();

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Whoever reaches a server that answers this machine alone. */
    public static Caller local() {
        return new Caller(
                new Actor("local", System.getProperty("user.name")), EnumSet.allOf(Scope.class));
    }

    /** Whom a request comes from; {@link IllegalStateException} if nobody has looked. */
    static Caller of(ServerWebExchange exchange) {
        var caller = exchange.<Caller>getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("nobody has asked who calls");
        }
        return caller;
    }

    /** Remembers it for what answers the request. */
    public void enter(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    /** Throws a {@link Refusal} without the scope. */
    public void demand(Scope scope) {
        if (!scopes.contains(scope)) {
            throw new Refusal(
                    Problem.of(
                                    FORBIDDEN,
                                    "This token does not have the scope `%s`."
                                            .formatted(scope.word()),
                                    "Use one that has it; an admin makes one with `mosaic token create"
                                            + " --scope %s`.".formatted(scope.word()))
                            .with("scope", scope.word()));
        }
    }
}
