package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run reaches its own model, and nothing else of its node. */
class ModelWayTest extends EgressScene {
    private NodeServer node;

    @BeforeEach
    void beginNode() throws IOException {
        node = new NodeServer();
        open.add(node);
    }

    private EgressListener listener() {
        return listener(Map.of(), node.model("sk-mine"));
    }

    private static String post(String path, String headers, String body) {
        return "POST %s HTTP/1.1\r\nHost: 127.0.0.1:3128\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(path, headers, body.length(), body);
    }

    @Test
    void itsModelIsReachedWithWhatACallNeedsAndNoMore() throws Exception {
        var headers =
                """
                x-api-key: sk-mine\r
                anthropic-version: 2023-06-01\r
                content-type: application/json\r
                Cookie: session=1\r
                X-Forwarded-For: 1.2.3.4\r
                Proxy-Authorization: Basic x\r
                """;

        var answer = ask(listener(), post("/llm/sk-mine/v1/messages?beta=true", headers, "{}"));

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("Transfer-Encoding: chunked", "Connection: close", "application/json")
                .doesNotContainIgnoringCase("set-cookie")
                .endsWith("\r\n\r\nc\r\nanswer to {}\r\n0\r\n\r\n");
        var seen = node.seen().getFirst();
        assertThat(seen.method() + " " + seen.uri())
                .isEqualTo("POST /llm/sk-mine/v1/messages?beta=true");
        assertThat(seen.headers())
                .containsKeys("x-api-key", "anthropic-version", "content-type")
                .doesNotContainKeys("cookie", "x-forwarded-for", "proxy-authorization")
                .extractingByKey("host")
                .asString()
                .contains("127.0.0.1:" + node.port());
        assertThat(blocked).isEmpty();
    }

    @Test
    void aBodyInChunksArrivesWhole() throws Exception {
        var text =
                "POST /llm/sk-mine/v1/messages HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: dropped\r\n\r\n";

        assertThat(ask(listener(), text)).contains("answer to hello world");
        assertThat(node.seen()).hasSize(1);
    }

    @Test
    void anAnswerComesAsItIsMade() throws Exception {
        try (var channel = connect(listener())) {
            write(channel, post("/llm/sk-mine/v1/stream", "", "{}"));
            upTo(channel, "data: 1\n\n");

            node.goOn();

            assertThat(rest(channel)).contains("data: 2\n\n").endsWith("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/llm/sk-other/v1/messages",
                "/llm/sk-mine",
                "/llm/sk-mine/",
                "/llm/sk-mine2/v1/messages",
                "/llm/sk-mine/../../api/runner-jobs",
                "/llm/sk-mine/v1/../../../api/runner-jobs",
                "/llm/sk-mine/..%2f..%2fapi/runner-jobs",
                "/llm/sk-mine/%2e%2e/%2e%2e/api",
                "/llm/sk-mine/..;/..;/api",
                "/llm/sk-mine//api",
                "/llm/sk-mine/./api",
                "/llm/sk-mine\\..\\api",
                "/llm/../api/runner-jobs",
                "/llm/sk-mine/v1#/api",
                "/api/runner-jobs",
                "/actuator/health",
                "//llm/sk-mine/v1/messages",
                "/LLM/sk-mine/v1/messages",
                "http://127.0.0.1:1/api/runner-jobs",
                "http://127.0.0.1:1/llm/sk-mine/v1/messages"
            })
    void s7NothingElseOfTheNodeIsReached(String path) throws Exception {
        assertThat(ask(listener(), post(path, "", "{}"))).startsWith("HTTP/1.1 40");

        assertThat(node.seen()).isEmpty();
        awaitBlocked(1);
        assertThat(blocked.getFirst().target()).doesNotContain("sk-mine");
    }

    @Test
    void aSecondRequestOfTheSameConnectionIsNotRead() throws Exception {
        var second = "GET /api/runner-jobs HTTP/1.1\r\nHost: x\r\n\r\n";
        try (var channel = connect(listener())) {
            write(channel, post("/llm/sk-mine/v1/messages", "", "{}") + second);
            assertThat(rest(channel)).doesNotContain("answer to \r\n");
        }
        assertThat(node.seen()).hasSizeLessThan(2).noneMatch(it -> it.uri().startsWith("/api"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api HTTP/1.1\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}GET /api HTTP/1.1\r\n\r\n",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: 2, 2\r\n\r\n{}",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}GET /api HTTP/1.1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n"
            })
    void whatTwoReadersCouldReadInTwoWaysIsRefused(String rest) throws Exception {
        assertThat(ask(listener(), "POST /llm/sk-mine/v1/messages HTTP/1.1\r\n" + rest))
                .startsWith("HTTP/1.1 400 ");
        assertThat(node.seen()).noneMatch(it -> it.uri().startsWith("/api"));
    }

    @Test
    void whoLeavesEndsItsCall() throws Exception {
        try (var channel = connect(listener())) {
            write(channel, post("/llm/sk-mine/v1/endless", "", "{}"));
            upTo(channel, "\r\n\r\n");
        }
        node.left().get(40, TimeUnit.SECONDS);
    }

    @Test
    void whoLeavesWhileTheModelThinksKeepsNoPlace() throws Exception {
        var listener = listener(Map.of("connections", "1"), node.model("sk-mine"));
        try (var channel = connect(listener)) {
            write(channel, post("/llm/sk-mine/v1/stream", "", "{}"));
            upTo(channel, "data: 1\n\n");
        }
        assertThat(askFor(listener, "other.test:443")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aDoorThatIsClosedEndsItsCallsAndCutsTheAnswerShort() throws Exception {
        var listener = listener();
        try (var channel = connect(listener)) {
            write(channel, post("/llm/sk-mine/v1/stream", "", "{}"));
            upTo(channel, "data: 1\n\n");

            listener.close();

            assertThat(rest(channel)).doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aNodeThatIsAwayIsSaid() throws Exception {
        node.close();

        assertThat(ask(listener(), post("/llm/sk-mine/v1/messages", "", "{}")))
                .startsWith("HTTP/1.1 502 ")
                .contains("mosaic.model.proxy-url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.test/llm/sk-mine",
                "http://127.0.0.1:1/api",
                "http://127.0.0.1:1/llm/",
                "http:opaque"
            })
    void aWayThatIsNoneOfANodesOwnIsNotOpened(String address) {
        var network = new Network(null, URI.create(address), blocked::add);

        assertThatThrownBy(() -> egress(Map.of()).open(OWNER, network))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.model.proxy-url");
        assertThat(network.toString()).doesNotContain("sk-mine");
    }
}
