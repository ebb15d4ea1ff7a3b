package dev.mosaic.stitcher.access;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.forge.RepoRef;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Asks the forge what somebody may do in a repository, and the configuration who runs the instance.
 * A {@link Failure} of the forge is passed on: nobody is granted anything meanwhile.
 */
@Component
final class LocalAuthority implements Authority {
    /** Whoever sits at a machine with a local forge owns all of it. */
    private static final String LOCAL = "local";

    private final Forges forges;
    private final AccessSettings settings;

    LocalAuthority(Forges forges, AccessSettings settings) {
        this.forges = forges;
        this.settings = settings;
    }

    @Override
    public Mono<Decision> decide(Actor actor, Right right, @Nullable RepoRef repo) {
        return Mono.defer(() -> {
            if (right == Right.INSTANCE_ADMIN) {
                return Mono.just(instance(actor));
            }
            if (repo == null) {
                return Mono.just(refused("This needs a repository; name one as `owner/repo`."));
            }
            if (!actor.forge().equals(repo.forge())) {
                return Mono.just(stranger(actor, repo));
            }
            return inRepository(actor, right, repo);
        });
    }

    private Decision instance(Actor actor) {
        var known =
                actor.forge().equals(LOCAL)
                        || settings.instanceAdmins().stream()
                                .anyMatch(name -> name.equalsIgnoreCase(actor.name()));
        return known
                ? new Decision.Granted()
                : refused(
                        "This needs an instance admin. Whoever runs Mosaic can add you to"
                                + " `mosaic.access.instance-admins`.");
    }

    private Mono<Decision> inRepository(Actor actor, Right right, RepoRef repo) {
        var forge = forges.of(repo);
        return forge.permission(repo, actor.name())
                .flatMap(permission ->
                        permission.compareTo(needed(right)) >= 0
                                ? Mono.just(new Decision.Granted())
                                : tooLittle(forge, repo, right, permission))
                .switchIfEmpty(
                        Mono.fromSupplier(() ->
                                refused(
                                        "The forge no longer knows this repository; ask its"
                                                + " administrator.")));
    }

    private static Mono<Decision> tooLittle(
            Forge forge, RepoRef repo, Right right, Permission permission) {
        return forge.repo(repo)
                .map(it -> it.name().toString())
                .defaultIfEmpty(repo.key())
                .map(name ->
                        refused(
                                ("This needs the permission `%s` in `%s`, and you have"
                                                + " `%s`. An administrator of the repository can"
                                                + " grant it in the forge.")
                                        .formatted(lower(needed(right)), name, lower(permission))));
    }

    private static Decision stranger(Actor actor, RepoRef repo) {
        return refused(
                ("This repository lives in the forge `%s`, and Mosaic knows you from `%s` only."
                                + " Ask from there.")
                        .formatted(repo.forge(), actor.forge()));
    }

    private static Permission needed(Right right) {
        return switch (right) {
            case READ -> Permission.READ;
            case WRITE -> Permission.WRITE;
            case REPO_ADMIN -> Permission.ADMIN;
            case INSTANCE_ADMIN ->
                    throw new IllegalStateException("no forge grants the whole instance");
        };
    }

    private static Decision refused(String reason) {
        return new Decision.Refused(reason);
    }

    private static String lower(Permission permission) {
        return permission.name().toLowerCase(Locale.ROOT);
    }
}
