package dev.mosaic.stitcher.api.job;

import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.problem.VisibleText;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What a job has changed, or asks people about. */
@RestController
@RequestMapping("/api/runner-jobs")
final class JobDiffController {
    private final JobFinder finder;
    private final JobDiffs diffs;

    JobDiffController(JobFinder finder, JobDiffs diffs) {
        this.finder = finder;
        this.diffs = diffs;
    }

    /** A unified diff; a longer one than 1 MiB is cut, and its last line says so. */
    @GetMapping(path = "/{id}/diff", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    Mono<String> diff(@PathVariable String id) {
        return finder.find(id).flatMap(diffs::of).map(VisibleText::inert);
    }
}
