package dev.mosaic.stitcher.forge.local;

import static java.util.Objects.requireNonNull;

import dev.mosaic.stitcher.forge.Comment;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tables of issues and of the comments below issues and pull requests. */
@Component
class Issues {
    // one statement: the lock on the repository's row makes the numbers gapless, also on failure
    private static final String OPEN =
            """
            with numbered as (
                update local_repositories set last_number = last_number + 1
                where id = :repo
                returning last_number)
            insert into local_issues (repo, number, title, body, author)
            select :repo, last_number, :title, :body, :author from numbered
            returning *\
            """;
    private static final String FIND =
            "select * from local_issues where repo = :repo and number = :number";
    private static final String OPEN_ONES =
            "select * from local_issues where repo = :repo and open order by number";
    private static final String COMMENT =
            """
            insert into local_comments (repo, number, author, body)
            select :repo, :number, :author, :body
            where exists (select 1 from local_issues where repo = :repo and number = :number)
               or exists (select 1 from local_pull_requests where repo = :repo and number = :number)
            returning *\
            """;
    private static final String COMMENTS =
            "select * from local_comments where repo = :repo and number = :number order by id";

    private final DatabaseClient db;

    Issues(DatabaseClient db) {
        this.db = db;
    }

    /** Empty if there is no such repository. */
    Mono<Issue> open(RepoRef repo, String title, String body, String author) {
        return db.sql(OPEN)
                .bind("repo", repo.id())
                .bind("title", Stored.text(title))
                .bind("body", Stored.text(body))
                .bind("author", Stored.text(author))
                .map(row -> toIssue(repo, row))
                .one();
    }

    Mono<Issue> find(IssueRef ref) {
        return db.sql(FIND)
                .bind("repo", ref.repo().id())
                .bind("number", ref.number())
                .map(row -> toIssue(ref.repo(), row))
                .one();
    }

    Flux<Issue> open(RepoRef repo) {
        return db.sql(OPEN_ONES).bind("repo", repo.id()).map(row -> toIssue(repo, row)).all();
    }

    /** Empty if there is no such issue or pull request. */
    Mono<Comment> comment(IssueRef ref, String author, String body) {
        return db.sql(COMMENT)
                .bind("repo", ref.repo().id())
                .bind("number", ref.number())
                .bind("author", author)
                .bind("body", Stored.text(body))
                .map(Issues::toComment)
                .one();
    }

    Flux<Comment> comments(IssueRef ref) {
        return db.sql(COMMENTS)
                .bind("repo", ref.repo().id())
                .bind("number", ref.number())
                .map(Issues::toComment)
                .all();
    }

    private static Issue toIssue(RepoRef repo, Readable row) {
        return new Issue(
                new IssueRef(repo, requireNonNull(row.get("number", Long.class))),
                requireNonNull(row.get("title", String.class)),
                requireNonNull(row.get("body", String.class)),
                requireNonNull(row.get("author", String.class)),
                requireNonNull(row.get("open", Boolean.class)),
                List.of(requireNonNull(row.get("labels", String[].class))),
                requireNonNull(row.get("created_at", Instant.class)));
    }

    private static Comment toComment(Readable row) {
        return new Comment(
                requireNonNull(row.get("id", Long.class)),
                requireNonNull(row.get("author", String.class)),
                requireNonNull(row.get("body", String.class)),
                requireNonNull(row.get("created_at", Instant.class)));
    }
}
