package dev.mosaic.stitcher.forge.local;

import static java.util.Objects.requireNonNull;

import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import io.r2dbc.spi.Readable;
import java.nio.file.Path;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of repositories. */
@Component
class Repositories {
    static final String FORGE = "local";

    private static final String INSERT =
            """
            insert into local_repositories (owner, name, folder, default_branch)
            values (:owner, :name, :folder, :branch)
            on conflict do nothing
            returning *\
            """;
    private static final String REFRESH =
            """
            update local_repositories set default_branch = :branch
            where folder = :folder
            returning *\
            """;
    private static final String BY_NAME =
            """
            select * from local_repositories
            where lower(owner) = lower(:owner) and lower(name) = lower(:name)\
            """;
    private static final String BY_ID = "select * from local_repositories where id = :id";
    private static final String ALL =
            "select * from local_repositories order by lower(owner), lower(name)";

    /** A repository and where it is on disk. */
    record Located(Repo repo, Path folder) {}

    private final DatabaseClient db;

    Repositories(DatabaseClient db) {
        this.db = db;
    }

    /**
     * The repository in a folder, entered under this name if it is not known yet. Empty if the name
     * belongs to another folder.
     */
    Mono<Located> enter(RepoName name, Path folder, String defaultBranch) {
        var inserted =
                db.sql(INSERT)
                        .bind("owner", name.owner())
                        .bind("name", name.name())
                        .bind("folder", folder.toString())
                        .bind("branch", defaultBranch)
                        .map(Repositories::toLocated)
                        .one();
        var known =
                db.sql(REFRESH)
                        .bind("folder", folder.toString())
                        .bind("branch", defaultBranch)
                        .map(Repositories::toLocated)
                        .one();
        return inserted.switchIfEmpty(known);
    }

    Mono<Located> find(RepoName name) {
        return db.sql(BY_NAME)
                .bind("owner", name.owner())
                .bind("name", name.name())
                .map(Repositories::toLocated)
                .one();
    }

    Mono<Located> find(RepoRef ref) {
        return ref.forge().equals(FORGE)
                ? db.sql(BY_ID).bind("id", ref.id()).map(Repositories::toLocated).one()
                : Mono.empty();
    }

    Flux<Located> all() {
        return db.sql(ALL).map(Repositories::toLocated).all();
    }

    private static Located toLocated(Readable row) {
        var ref = new RepoRef(FORGE, requireNonNull(row.get("id", Long.class)));
        var name =
                new RepoName(
                        requireNonNull(row.get("owner", String.class)),
                        requireNonNull(row.get("name", String.class)));
        var branch = requireNonNull(row.get("default_branch", String.class));
        return new Located(
                new Repo(ref, name, branch),
                Path.of(requireNonNull(row.get("folder", String.class))));
    }
}
