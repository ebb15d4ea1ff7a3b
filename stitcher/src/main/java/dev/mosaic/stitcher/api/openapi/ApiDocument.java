package dev.mosaic.stitcher.api.openapi;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.job.EventView;
import dev.mosaic.stitcher.job.store.JobEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code openapi.yaml} with the schemas of what the routes take and give, and of every type of
 * event. The payload of a type only grows, so all of them are at version 1.
 */
final class ApiDocument {
    private static final String API = ApiSettings.class.getPackageName();

    private ApiDocument() {}

    static Map<String, Object> of(List<HandlerMethod> routes) {
        var schemas = new RecordSchemas();
        for (var route : routes) {
            if (route.getBeanType().getPackageName().startsWith(API)) {
                schemas.add(route.getMethod().getGenericReturnType());
                for (var parameter : route.getMethodParameters()) {
                    if (parameter.hasParameterAnnotation(RequestBody.class)) {
                        schemas.add(parameter.getGenericParameterType());
                    }
                }
            }
        }
        var event = event(schemas);
        var document = page();
        var components = map(document, "components");
        var all = map(components, "schemas");
        all.putAll(schemas.all());
        all.put("Event", event);
        return document;
    }

    /** What a stream sends: the type decides about {@code data}. */
    private static Map<String, Object> event(RecordSchemas schemas) {
        var kinds = new ArrayList<Map<String, Object>>();
        new TreeMap<>(JobEvents.types())
                .forEach((type, payload) -> {
                    var properties = new LinkedHashMap<String, Object>();
                    properties.put("type", Map.of("const", type));
                    properties.put("data", schemas.event(payload));
                    kinds.add(Map.of("properties", properties));
                });
        var event = new LinkedHashMap<String, Object>();
        event.put("description", "Types are only ever added: ignore one that is not known.");
        event.put("allOf", List.of(schemas.add(EventView.class)));
        event.put("anyOf", List.copyOf(kinds));
        return event;
    }

    private static Map<String, Object> page() {
        try (var in = new ClassPathResource("openapi.yaml").getInputStream()) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is not in the program", e);
        }
    }

    @SuppressWarnings("unchecked") // what our own page holds
    private static Map<String, Object> map(Map<String, Object> from, String key) {
        return (Map<String, Object>) Objects.requireNonNull(from.get(key), key);
    }
}
