package dev.mosaic.stitcher.api.stream;

import org.springframework.web.reactive.socket.CloseStatus;

/** Ends a WebSocket with a reason. An expected outcome, so it carries no stack trace. */
final class SocketClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient CloseStatus status;

    SocketClosed(CloseStatus status) {
        super(status.toString(), null, false, false);
        this.status = status;
    }

    CloseStatus status() {
        return status;
    }
}
