package dev.mosaic.stitcher.forge.local;

import static java.util.Objects.requireNonNull;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.NewPullRequest;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.forge.RepoRef;
import io.r2dbc.spi.Readable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The table of pull requests. */
@Component
class PullRequests {
    private static final String LOCK =
            "select id from local_repositories where id = :repo for update";
    private static final String ADOPT =
            """
            with adopted as (
                update local_pull_requests set title = :title, body = :body
                where repo = :repo and head = :head and base = :base and state = 'OPEN'
                returning *)
            select p.*, r.owner, r.name from adopted p join local_repositories r on r.id = p.repo\
            """;
    private static final String INSERT =
            """
            with numbered as (
                update local_repositories set last_number = last_number + 1
                where id = :repo
                returning *),
            proposed as (
                insert into local_pull_requests (repo, number, title, body, head, base)
                select :repo, last_number, :title, :body, :head, :base from numbered
                returning *)
            select p.*, r.owner, r.name from proposed p join numbered r on r.id = p.repo\
            """;
    private static final String FIND =
            """
            select p.*, r.owner, r.name
            from local_pull_requests p join local_repositories r on r.id = p.repo
            where p.repo = :repo and p.number = :number\
            """;
    private static final String FIND_OPEN =
            """
            select p.*, r.owner, r.name
            from local_pull_requests p join local_repositories r on r.id = p.repo
            where p.repo = :repo and p.head = :head and p.base = :base and p.state = 'OPEN'\
            """;

    private final DatabaseClient db;
    private final TransactionalOperator transactions;

    PullRequests(DatabaseClient db, TransactionalOperator transactions) {
        this.db = db;
        this.transactions = transactions;
    }

    /**
     * Whoever proposes first numbers it, under the lock of the repository; the others, who waited
     * for that lock, find it. Empty if there is no such repository.
     */
    Mono<PullRequest> propose(NewPullRequest wanted) {
        var locked = db.sql(LOCK).bind("repo", wanted.repo().id()).fetch().one();
        return locked.flatMap(_ ->
                        write(ADOPT, wanted).switchIfEmpty(Mono.defer(() -> write(INSERT, wanted))))
                .as(transactions::transactional);
    }

    Mono<PullRequest> find(IssueRef ref) {
        return db.sql(FIND)
                .bind("repo", ref.repo().id())
                .bind("number", ref.number())
                .map(row -> toPullRequest(ref.repo(), row))
                .one();
    }

    Mono<PullRequest> findOpen(RepoRef repo, String head, String base) {
        return db.sql(FIND_OPEN)
                .bind("repo", repo.id())
                .bind("head", head)
                .bind("base", base)
                .map(row -> toPullRequest(repo, row))
                .one();
    }

    private Mono<PullRequest> write(String sql, NewPullRequest wanted) {
        return db.sql(sql)
                .bind("repo", wanted.repo().id())
                .bind("title", Stored.text(wanted.title()))
                .bind("body", Stored.text(wanted.body()))
                .bind("head", wanted.head())
                .bind("base", wanted.base())
                .map(row -> toPullRequest(wanted.repo(), row))
                .one();
    }

    private static PullRequest toPullRequest(RepoRef repo, Readable row) {
        var number = requireNonNull(row.get("number", Long.class));
        return new PullRequest(
                new IssueRef(repo, number),
                requireNonNull(row.get("title", String.class)),
                requireNonNull(row.get("body", String.class)),
                requireNonNull(row.get("head", String.class)),
                requireNonNull(row.get("base", String.class)),
                PullRequest.State.valueOf(requireNonNull(row.get("state", String.class))),
                "mosaic:local/%s/%s/pulls/%d"
                        .formatted(
                                row.get("owner", String.class),
                                row.get("name", String.class),
                                number));
    }
}
