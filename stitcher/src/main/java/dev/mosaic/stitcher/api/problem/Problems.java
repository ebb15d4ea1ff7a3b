package dev.mosaic.stitcher.api.problem;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.CONTENT_TOO_LARGE;
import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.INTERNAL_SERVER_ERROR;
import static org.springframework.http.HttpStatus.METHOD_NOT_ALLOWED;
import static org.springframework.http.HttpStatus.NOT_ACCEPTABLE;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.TOO_MANY_REQUESTS;
import static org.springframework.http.HttpStatus.UNAUTHORIZED;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.secrets.Redactor;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns every error of every request into a problem with a hint. Only what was written for people
 * gets out: never a trace, a class name, or the message of an exception that we do not know.
 */
@Component
@Order(-2)
final class Problems implements ErrorWebExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final JsonMapper json;
    private final Redactor redactor;

    Problems(JsonMapper json, Redactor redactor) {
        this.json = json;
        this.redactor = redactor;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        var cause = Exceptions.unwrap(error);
        var problem = problem(exchange, cause);
        var headers = response.getHeaders();
        headers.remove(HttpHeaders.ETAG);
        if (cause instanceof ErrorResponse known) {
            headers.addAll(known.getHeaders());
        }
        if (problem.status() == SERVICE_UNAVAILABLE) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter(cause).toSeconds()));
        }
        if (problem.status() == UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"mosaic\"");
        }
        if (problem.status() == TOO_MANY_REQUESTS) {
            headers.set(HttpHeaders.RETRY_AFTER, "60");
        }
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.setStatusCode(problem.status());
        return response.writeWith(
                Mono.fromSupplier(() ->
                        response.bufferFactory()
                                .wrap(json.writeValueAsBytes(problem.without(redactor).toJson()))));
    }

    private static Problem problem(ServerWebExchange exchange, Throwable error) {
        return switch (error) {
            case Refusal refusal -> refusal.problem();
            case Failure failure -> failed(failure);
            case IllegalTransition illegal ->
                    Problem.of(
                            CONFLICT,
                            "The job cannot do that where it stands now: %s."
                                    .formatted(illegal.getMessage()),
                            "Look at its status. " + Hints.LEGAL_STEPS);
            case StaleJob _ ->
                    Problem.of(
                            CONFLICT,
                            "Somebody else changed the job at the same moment.",
                            "Read the job again and decide anew.");
            case ServerWebInputException input -> BadInput.problem(input);
            case ErrorResponse known -> refusedByFramework(exchange, known);
            case DataBufferLimitException _ ->
                    Problem.of(
                            CONTENT_TOO_LARGE,
                            "The body is too large.",
                            "Send less. The limit is mosaic.api.max-body.");
            default -> Outage.isOne(error) ? away() : internal(exchange, error);
        };
    }

    private static Problem failed(Failure failure) {
        var message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case Failure.Later later ->
                    Problem.of(
                            SERVICE_UNAVAILABLE,
                            message,
                            "Send the same request again in %d seconds."
                                    .formatted(retryAfter(later).toSeconds()));
            case Failure.Never _ -> Problem.of(UNPROCESSABLE_CONTENT, message, Hints.MEND);
            case Failure.Denied _ -> Problem.of(FORBIDDEN, message, Hints.RIGHT);
        };
    }

    private static Problem refusedByFramework(ServerWebExchange exchange, ErrorResponse known) {
        var request = exchange.getRequest();
        var path = VisibleText.quoted(request.getPath().value());
        var status = HttpStatus.resolve(known.getStatusCode().value());
        return switch (status) {
            case NOT_FOUND ->
                    Problem.of(NOT_FOUND, "There is nothing at " + path + ".", Hints.PATHS);
            case METHOD_NOT_ALLOWED ->
                    Problem.of(
                            METHOD_NOT_ALLOWED,
                            "%s does not know the method %s."
                                    .formatted(
                                            path, VisibleText.quoted(request.getMethod().name())),
                            "The header `Allow` names those that it knows. " + Hints.PATHS);
            case NOT_ACCEPTABLE ->
                    Problem.of(
                            NOT_ACCEPTABLE,
                            path + " cannot answer in a form that the header `Accept` allows.",
                            "Leave `Accept` out. " + Hints.PATHS);
            case null, default ->
                    Problem.of(
                            status == null ? BAD_REQUEST : status,
                            "The request was refused.",
                            Hints.PATHS);
        };
    }

    private static Problem away() {
        return Problem.of(
                SERVICE_UNAVAILABLE,
                "The database does not answer.",
                "Send the same request again in a few seconds; /health says when all is well. An"
                        + " `Idempotency-Key` makes that safe for a POST.");
    }

    private static Problem internal(ServerWebExchange exchange, Throwable error) {
        var reference = UUID.randomUUID().toString().substring(0, 8);
        log.atError()
                .addKeyValue("reference", reference)
                .addKeyValue("method", exchange.getRequest().getMethod())
                .addKeyValue("path", VisibleText.quoted(exchange.getRequest().getPath().value()))
                .setCause(error)
                .log("failed to answer a request");
        return Problem.of(
                        INTERNAL_SERVER_ERROR,
                        "This is an error in Mosaic, reference %s.".formatted(reference),
                        "Look for the reference in the server's log, and report what it says.")
                .with("reference", reference);
    }

    private static Duration retryAfter(Throwable error) {
        var wanted = error instanceof Failure.Later later ? later.delay() : SOON;
        return wanted.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wanted;
    }
}
