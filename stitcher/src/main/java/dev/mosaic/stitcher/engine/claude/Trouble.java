package dev.mosaic.stitcher.engine.claude;

import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.SseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a turn got no answer, by what there is to do about it. Each with a sentence for people. */
sealed interface Trouble extends Heard {
    /** Asking again cannot help. */
    record Hopeless(String sentence) implements Trouble {}

    /** The conversation is longer than the model can read. */
    record TooLong(String sentence) implements Trouble {}

    /**
     * Asking again may help.
     *
     * @param pause what the server asks to wait; null if it does not say
     * @param broke whether the answer had begun: then its tokens were spent
     */
    record Passing(String sentence, @Nullable Duration pause, boolean broke) implements Trouble {}

    /** Names of errors inside a stream that say that the request itself is wrong. */
    Set<String> HOPELESS =
            Set.of(
                    "invalid_request_error",
                    "authentication_error",
                    "billing_error",
                    "permission_error",
                    "not_found_error",
                    "request_too_large");

    int LONGEST = 500;

    /**
     * @param begun whether a part of the answer had come
     */
    static Trouble of(Exception e, boolean begun) {
        return switch (e) {
            case SseException told -> inStream(told);
            case AnthropicServiceException refused -> answered(refused);
            case AnthropicIoException broken -> broken(broken, begun);
            case IOException broken -> broken(broken, begun);
            case UncheckedIOException broken -> broken(broken, begun);
            default ->
                    new Passing(
                            "The model's server sent what is no answer (%s)."
                                    .formatted(cut(String.valueOf(e.getMessage()))),
                            null,
                            true);
        };
    }

    private static Trouble inStream(SseException e) {
        var type = e.errorType().map(it -> it.asString()).orElse("error");
        var sentence =
                "The model's server broke off its answer (%s: %s).".formatted(type, reason(e));
        if (isTooLong(e)) {
            return new TooLong(sentence);
        }
        return HOPELESS.contains(type)
                ? new Hopeless(sentence + " Check the model in mosaic.model.providers.")
                : new Passing(sentence, null, true);
    }

    private static Trouble answered(AnthropicServiceException e) {
        var status = e.statusCode();
        var said = "The model's server answered with status %d (%s).".formatted(status, reason(e));
        if (status == 413 || isTooLong(e)) {
            return new TooLong(said);
        }
        if (status == 408 || status == 409 || status == 425 || status == 429 || status >= 500) {
            return new Passing(said, pause(e), false);
        }
        return new Hopeless(said + cure(status));
    }

    private static String cure(int status) {
        return switch (status) {
            case 401, 403 ->
                    " The access of this run is over or was refused: retry the job, and check the key of the provider in mosaic.model.providers.";
            case 402 ->
                    " The budget is used up: raise it, or wait until it begins anew, and retry the job.";
            case 404 ->
                    " There is no such model or path: check the name of the model and its provider in mosaic.model.providers.";
            default -> " Check the model in mosaic.model.providers.";
        };
    }

    private static Trouble broken(Exception e, boolean begun) {
        if (begun) {
            return new Passing("The connection to the model broke in the middle.", null, true);
        }
        var late = root(e) instanceof SocketTimeoutException;
        return new Passing(
                late
                        ? "The model did not answer in time (mosaic.engine.claude.silence)."
                        : "The model cannot be reached (%s).".formatted(cut(root(e).toString())),
                null,
                false);
    }

    private static Throwable root(Throwable e) {
        var root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What Anthropic says of a conversation beyond the window, with status 400. */
    private static boolean isTooLong(AnthropicServiceException e) {
        return reason(e).contains("prompt is too long");
    }

    private static String reason(AnthropicServiceException e) {
        return cut(e.apiMessage().filter(it -> !it.isBlank()).orElse("it gave no reason"));
    }

    /** In seconds; a date, which the header may hold too, is not what APIs send. */
    private static @Nullable Duration pause(AnthropicServiceException e) {
        return e.headers().values("retry-after").stream()
                .findFirst()
                .filter(it -> it.matches("[0-9]{1,5}"))
                .map(it -> Duration.ofSeconds(Long.parseLong(it)))
                .orElse(null);
    }

    private static String cut(String text) {
        var line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
