package dev.mosaic.stitcher.model.proxy;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RequestReaderTest {
    @Test
    void whatTheProxyMustKnowIsReadWhereverItStands() {
        var wish =
                read(
                        "{\"messages\":[{\"content\":{\"model\":\"x\",\"max_tokens\":1}}],\"stream\":true,"
                                + "\"n\":3,\"max_tokens\":9,\"model\":\"m\"}");

        assertThat(wish.model()).isEqualTo("m");
        assertThat(wish.output()).isEqualTo(9);
        assertThat(wish.answers()).isEqualTo(3);
        assertThat(wish.streamed()).isTrue();
    }

    @Test
    void theLargestOfSeveralLimitsCounts() {
        assertThat(read("{\"max_tokens\":1,\"max_completion_tokens\":7}").output()).isEqualTo(7);
        assertThat(read("{\"max_tokens\":null}").output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{}{}",
                "{\"model\":\"cheap\",\"model\":\"dear\"}",
                "{\"messages\":[{\"role\":\"a\",\"role\":\"b\"}]}",
                "{\"max_tokens\":-1}",
                "{\"max_tokens\":1e9}",
                "{\"max_tokens\":\"9\"}",
                "{\"max_tokens\":99999999999}",
                "{\"n\":1000}",
                "{\"stream_options\":7}",
                "\uFEFF{\"model\":\"m\"}"
            })
    void whatIsNoRequestIsRefused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        Refused.class, it -> assertThat(it.status()).isEqualTo(400));
    }

    @Test
    void anotherEncodingIsRefused() {
        assertThatThrownBy(
                        () -> RequestReader.read("{\"model\":\"m\"}".getBytes(UTF_16LE), List.of()))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aDeepRequestIsRefused() {
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]}",
                "{\"tools\":[{\"name\":\"a\",\"input_schema\":{}},{\"name\":\"b\",\"type\":\"code_execution_20250825\"}]}",
                "{\"tools\":[{\"type\":\"mcp\",\"server_url\":\"https://evil.example\"}]}",
                "{\"tools\":[{\"type\":\"custom2\"}]}",
                "{\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://evil.example\"}]}",
                "{\"container\":\"c\"}",
                "{\"web_search_options\":{}}",
                "{\"background\":true}",
                "{\"previous_response_id\":\"resp_1\"}",
                "{\"conversation\":\"c\"}",
                "{\"prompt\":{\"id\":\"p\"}}",
                "{\"service_tier\":\"priority\"}",
                "{\"speed\":\"fast\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://evil.example/?q=secret\"}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"image\",\"source\":{\"url\":\"https://e\",\"type\":\"url\"}}]}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_result\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://e\"}}]}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\",\"url\":\"https://evil.example\"}}]}]}",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"HTTPS://evil.example\"}]}]}",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"https://evil.example\"}]}]}"
            })
    void whatLeadsOutOfTheSandboxOrCostsMoreIsRefused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        Refused.class, it -> assertThat(it.status()).isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"}}}}]}",
                "{\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"},{\"type\":\"text_editor_20250728\",\"name\":\"e\"},{\"type\":\"custom\"}]}",
                "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}},{\"type\":\"local_shell\"}]}",
                "{\"tools\":[]}",
                "{\"background\":false,\"previous_response_id\":null}",
                "{\"service_tier\":\"auto\"}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_use\",\"input\":{\"source\":{\"type\":\"url\"},\"image_url\":\"https://x\"}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"AAAA\"}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}",
                "{\"messages\":[{\"content\":\"see https://example.org, \\\"image_url\\\"\"}]}"
            })
    void whatTheAgentDoesItselfPasses(String text) {
        assertThatCode(() -> read(text)).doesNotThrowAnyException();
    }

    @Test
    void anOperatorMayLetAToolOfTheProviderPass() {
        var body = "{\"tools\":[{\"type\":\"web_search\"}]}".getBytes(UTF_8);

        assertThatCode(() -> RequestReader.read(body, List.of("web_search")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RequestReader.read(body, List.of("web_fetch")))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stream\":true,\"ü\":\"ü\",\"stream_options\":{\"a\":{\"b\":[1]},\"include_usage\":false},\"z\":1}",
                "{\"ü\":\"ü\",\"stream_options\":null,\"stream\":true,\"z\":1}",
                " \n{ \"stream\":true,\"ü\":\"ü\",\"z\":1}",
                "{\"z\":1,\"ü\":\"ü\",\"stream\":true,\"stream_options\": {} }"
            })
    void aStreamOfAChatIsMadeToSayWhatItUsedAndElseLeftAlone(String text) {
        var body = text.getBytes(UTF_8);
        var wish = read(text);

        var chat = JsonMapper.shared().readTree(wish.forwarded(Route.CHAT, body));

        assertThat(chat.path("stream_options")).hasToString("{\"include_usage\":true}");
        assertThat(chat.path("ü").asString()).isEqualTo("ü");
        assertThat(chat.path("z").asInt()).isEqualTo(1);
        assertThat(chat.size()).isEqualTo(4);
        assertThat(wish.forwarded(Route.RESPONSES, body)).isSameAs(body);
        assertThat(wish.forwarded(Route.MESSAGES, body)).isSameAs(body);
    }

    @Test
    void whatIsNotStreamedIsLeftAlone() {
        var body = "{\"model\":\"m\"}".getBytes(UTF_8);

        assertThat(RequestReader.read(body, List.of()).forwarded(Route.CHAT, body)).isSameAs(body);
    }

    private static Wish read(String text) {
        return RequestReader.read(text.getBytes(UTF_8), List.of());
    }
}
