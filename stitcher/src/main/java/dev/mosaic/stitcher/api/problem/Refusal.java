package dev.mosaic.stitcher.api.problem;

import org.springframework.http.HttpStatus;

/** Ends a request with a problem. An expected outcome, so it carries no stack trace. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Refusal(HttpStatus status, String detail, String hint) {
        this(Problem.of(status, detail, hint));
    }

    public Problem problem() {
        return problem;
    }
}
