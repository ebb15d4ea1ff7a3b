package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.row.Columns;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked for, as it stands in the row of a job. */
final class RequestColumns {
    private RequestColumns() {}

    static JobRequest read(Readable row) {
        return new JobRequest(
                Columns.constant(row, "kind", JobKind.class),
                new IssueRef(
                        RepoRef.parse(Columns.text(row, "repo")),
                        Columns.of(row, "issue_number", Long.class)),
                orNull(Columns.text(row, "subject_branch")),
                Columns.text(row, "repo_name"),
                Columns.text(row, "title"),
                Columns.text(row, "instructions"),
                Columns.number(row, "priority"),
                Columns.text(row, "gate_profile"),
                Columns.text(row, "engine"),
                row.get("model", String.class),
                Columns.text(row, "terms"),
                new Origin(Columns.text(row, "origin_outlet"), Columns.text(row, "origin_address")),
                Columns.text(row, "requested_by"),
                row.get("requested_run_at", Instant.class));
    }

    static Map<String, Object> write(JobRequest request) {
        return Map.ofEntries(
                Map.entry("kind", request.kind().name()),
                Map.entry("repo", request.issue().repo().key()),
                Map.entry("issue", request.issue().number()),
                Map.entry("branch", request.branch() == null ? "" : request.branch()),
                Map.entry("repoName", Columns.storable(request.repoName())),
                Map.entry("title", Columns.storable(request.title())),
                Map.entry("instructions", Columns.storable(request.instructions())),
                Map.entry("priority", request.priority()),
                Map.entry("gateProfile", request.gateProfile()),
                Map.entry("engine", request.engine()),
                Map.entry("model", Columns.orNull(String.class, request.model())),
                Map.entry("terms", request.terms()),
                Map.entry("outlet", request.origin().outlet()),
                Map.entry("address", Columns.storable(request.origin().address())),
                Map.entry("requestedBy", Columns.storable(request.requestedBy())),
                Map.entry("requestedRunAt", Columns.orNull(Instant.class, request.runAt())));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
