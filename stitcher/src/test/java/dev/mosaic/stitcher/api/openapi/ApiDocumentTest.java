package dev.mosaic.stitcher.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the description for machines and the routes equal, both ways. */
class ApiDocumentTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** What the framework reads by itself. */
    private static final Map<String, Set<String>> FRAMEWORK =
            Map.of("GET /api/runner-jobs/{id}", Set.of("header If-None-Match"));

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static Stores stores;
    private static ApiServer server;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        stores = Stores.on(postgres, Clock.systemUTC());
        server = ApiServer.over(postgres, Map.of());
        document = get("/v3/api-docs");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRouteIsDescribedAndEveryDescribedRouteIsThere() {
        assertThat(described().keySet()).hasSizeGreaterThan(20).isEqualTo(routes().keySet());
    }

    @Test
    void everyParameterIsDescribedAndEveryDescribedOneIsRead() {
        routes().forEach((route, method) -> {
            var read = parameters(method);
            read.addAll(FRAMEWORK.getOrDefault(route, Set.of()));
            assertThat(parameters(described().get(route))).as(route).isEqualTo(read);
        });
    }

    @Test
    void everyBodyIsDescribedByTheRecordThatReadsIt() {
        routes().forEach((route, method) -> {
            var described = described().get(route).path("requestBody");
            var body =
                    Arrays.stream(method.getMethod().getParameters())
                            .filter(one -> one.isAnnotationPresent(RequestBody.class))
                            .findFirst();
            assertThat(described.isMissingNode()).as(route).isEqualTo(body.isEmpty());
            body.ifPresent(one -> {
                assertThat(ref(described.at("/content/application~1json/schema")))
                        .as(route)
                        .isEqualTo(one.getType().getSimpleName());
                assertThat(described.path("required").asBoolean())
                        .as(route)
                        .isEqualTo(one.getAnnotation(RequestBody.class).required());
            });
        });
    }

    @Test
    void everyAnswerIsDescribedByTheRecordThatIsWritten() {
        routes().forEach((route, method) -> {
            var written = innermost(method.getMethod().getGenericReturnType());
            var refs = new HashSet<String>();
            for (var answer : described().get(route).path("responses").properties()) {
                var schema = answer.getValue().at("/content/application~1json/schema");
                if (schema.has("$ref")) {
                    refs.add(ref(schema));
                }
            }
            assertThat(refs)
                    .as(route)
                    .isEqualTo(written.isRecord() ? Set.of(written.getSimpleName()) : Set.of());
        });
    }

    @Test
    void everyRouteButHealthHasProblemsAndAScope() {
        described()
                .forEach((route, described) -> {
                    if (!route.equals("GET /health")) {
                        assertThat(described.path("x-scope").asString("")).as(route).isNotEmpty();
                        assertThat(described.at("/responses/401").has("$ref")).as(route).isTrue();
                        assertThat(described.at("/responses/403").has("$ref")).as(route).isTrue();
                        assertThat(described.at("/responses/default").has("$ref"))
                                .as(route)
                                .isTrue();
                    }
                });
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var refs = new TreeSet<String>();
        collect(document, refs);
        assertThat(refs)
                .hasSizeGreaterThan(60)
                .allSatisfy(ref ->
                        assertThat(document.at(ref.substring(1)).isMissingNode())
                                .as(ref)
                                .isFalse());
    }

    @Test
    void everyTypeOfEventIsDescribedWithItsPayload() {
        var types = new TreeSet<String>();
        for (var kind : document.at("/components/schemas/Event/anyOf")) {
            var type = kind.at("/properties/type/const").asString();
            types.add(type);
            var payload = document.at("/components/schemas/" + ref(kind.at("/properties/data")));
            var fields =
                    Arrays.stream(JobEvents.types().get(type).getRecordComponents())
                            .map(one -> one.getName())
                            .collect(Collectors.toSet());
            assertThat(payload.path("properties").propertyNames())
                    .as(type)
                    .containsExactlyInAnyOrderElementsOf(fields);
            assertThat(payload.path("x-version").asInt()).isEqualTo(1);
        }
        assertThat(types).isEqualTo(new TreeSet<>(JobEvents.types().keySet()));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/runner-jobs/{job}, JobView",
        "/api/runner-jobs, JobPage",
        "/api/runner-jobs/{job}/steps, StepList",
        "/api/runner-jobs/{job}/events, EventPage",
        "/api/queue, QueueView",
        "/orchestrator/agents, AgentPage",
        "/api/admin/tokens, TokenPage",
        "/api/admin/prices, PricePage",
        "/api/admin/doctor, DoctorView",
        "/health, HealthView",
        "/nowhere, Problem"
    })
    void whatIsAnsweredFitsItsDescription(String path, String schema) {
        var job = stores.submit(SampleJobs.request()).id();
        var answer = get(path.replace("{job}", job.toString()));

        var root = (ObjectNode) document.deepCopy();
        root.put("$ref", "#/components/schemas/" + schema);
        var errors =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(root.toString(), InputFormat.JSON)
                        .validate(answer.toString(), InputFormat.JSON);

        assertThat(errors).isEmpty();
    }

    private static JsonNode get(String path) {
        return JsonMapper.shared()
                .readTree(
                        server.client()
                                .mutate()
                                .codecs(codecs ->
                                        codecs.defaultCodecs().maxInMemorySize(16 * 1024 * 1024))
                                .build()
                                .get()
                                .uri(path)
                                .exchange()
                                .expectBody(byte[].class)
                                .returnResult()
                                .getResponseBody());
    }

    private static Map<String, JsonNode> described() {
        var all = new TreeMap<String, JsonNode>();
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                assertThat(METHODS).contains(method.getKey());
                all.put(
                        method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        method.getValue());
            }
        }
        return all;
    }

    private static Map<String, HandlerMethod> routes() {
        var all = new TreeMap<String, HandlerMethod>();
        server.context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((route, handler) -> {
                    for (var method : route.getMethodsCondition().getMethods()) {
                        for (var path : route.getPatternsCondition().getPatterns()) {
                            all.put(method + " " + path, handler);
                        }
                    }
                });
        return all;
    }

    private static Set<String> parameters(JsonNode described) {
        var all = new TreeSet<String>();
        for (var one : described.path("parameters")) {
            var parameter =
                    one.has("$ref") ? document.at(one.path("$ref").asString().substring(1)) : one;
            all.add(parameter.path("in").asString() + " " + parameter.path("name").asString());
        }
        return all;
    }

    private static Set<String> parameters(HandlerMethod method) {
        return Arrays.stream(method.getMethod().getParameters())
                .flatMap(one -> parameter(one).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<String> parameter(Parameter one) {
        if (one.isAnnotationPresent(PathVariable.class)) {
            return Optional.of("path " + one.getName());
        }
        if (one.isAnnotationPresent(RequestParam.class)) {
            return Optional.of("query " + one.getName());
        }
        return Optional.ofNullable(one.getAnnotation(RequestHeader.class))
                .map(header -> "header " + header.name());
    }

    private static Class<?> innermost(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            return innermost(arguments[arguments.length - 1]);
        }
        return type instanceof Class<?> plain ? plain : Object.class;
    }

    private static String ref(JsonNode schema) {
        var ref = schema.path("$ref").asString("");
        return ref.substring(ref.lastIndexOf('/') + 1);
    }

    private static void collect(JsonNode node, Set<String> refs) {
        if (node.path("$ref").isString()) {
            refs.add(node.path("$ref").asString());
        }
        node.forEach(child -> collect(child, refs));
    }
}
