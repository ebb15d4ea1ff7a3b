package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.ModelApi;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the proxy answers instead of the provider. The message is for people and agents. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Kind kind;

    Refused(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /**
     * The kinds of errors that both APIs know. What an SDK would try again by itself (408, 409,
     * 429, 5xx) is only what may pass by itself; a budget does not.
     */
    enum Kind {
        INVALID(400, "invalid_request_error", "invalid_request_error"),
        TOKEN(401, "authentication_error", "invalid_api_key"),
        BUDGET(402, "billing_error", "insufficient_quota"),
        FORBIDDEN(403, "permission_error", "permission_denied"),
        UNKNOWN(404, "not_found_error", "not_found"),
        METHOD(405, "invalid_request_error", "method_not_allowed"),
        TOO_LARGE(413, "request_too_large", "request_too_large"),
        TOO_MANY(429, "rate_limit_error", "rate_limit_exceeded"),
        AWAY(502, "api_error", "provider_unreachable"),
        BUSY(503, "api_error", "unavailable"),
        SILENT(504, "timeout_error", "timeout");

        private final int status;
        private final String type;
        private final String code;

        Kind(int status, String type, String code) {
            this.status = status;
            this.type = type;
            this.code = code;
        }
    }

    int status() {
        return kind.status;
    }

    /** True for what is worth another try in a moment. */
    boolean passes() {
        return kind == Kind.TOO_MANY || kind == Kind.BUSY;
    }

    /** In the form of the API. @param api null if that is not known */
    byte[] body(@Nullable ModelApi api) {
        var error = new LinkedHashMap<String, @Nullable Object>();
        error.put("type", kind.type);
        error.put("message", getMessage());
        if (api == ModelApi.OPENAI) {
            error.put("param", null);
            error.put("code", kind.code);
            return JSON.writeValueAsBytes(Map.of("error", error));
        }
        var whole = new LinkedHashMap<String, Object>();
        whole.put("type", "error");
        whole.put("error", error);
        return JSON.writeValueAsBytes(whole);
    }
}
