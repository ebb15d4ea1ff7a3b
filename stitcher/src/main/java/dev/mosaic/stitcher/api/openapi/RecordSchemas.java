package dev.mosaic.stitcher.api.openapi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes JSON Schemas of records, as Jackson writes the records themselves. */
final class RecordSchemas {
    private final Map<String, Object> schemas = new TreeMap<>();
    private final Map<String, Class<?>> known = new TreeMap<>();

    Map<String, Object> all() {
        return schemas;
    }

    /** The schema of a type; those of the records in it are kept by name. */
    Map<String, Object> add(Type type) {
        return switch (type) {
            case ParameterizedType generic -> generic(generic);
            case Class<?> plain when plain.isRecord() -> named(plain.getSimpleName(), plain);
            case Class<?> plain when plain.isEnum() ->
                    Map.of(
                            "type",
                            "string",
                            "enum",
                            Arrays.stream(plain.getEnumConstants()).map(Object::toString).toList());
            case Class<?> plain -> simple(plain);
            default -> Map.of();
        };
    }

    /** The payload of an event, with the version of its form. */
    Map<String, Object> event(Class<?> payload) {
        return named("Event." + payload.getSimpleName(), payload);
    }

    private Map<String, Object> generic(ParameterizedType type) {
        var argument = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        var raw = (Class<?>) type.getRawType();
        if (Collection.class.isAssignableFrom(raw)) {
            return Map.of("type", "array", "items", add(argument));
        }
        return Map.class.isAssignableFrom(raw)
                ? Map.of("type", "object", "additionalProperties", add(argument))
                : add(argument);
    }

    private static Map<String, Object> simple(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type == int.class || type == Integer.class) {
            return Map.of("type", "integer", "format", "int32");
        }
        if (type == long.class || type == Long.class) {
            return Map.of("type", "integer", "format", "int64");
        }
        if (type == BigDecimal.class) {
            return Map.of("type", "number");
        }
        if (type == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        return type == String.class ? Map.of("type", "string") : Map.of();
    }

    private Map<String, Object> named(String name, Class<?> type) {
        var before = known.putIfAbsent(name, type);
        if (before == null) {
            schemas.put(name, object(type, name.startsWith("Event.")));
        } else if (before != type) {
            throw new IllegalStateException("two records are called " + name);
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> object(Class<?> type, boolean versioned) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            var optional = isNullable(component);
            var schema = add(component.getGenericType());
            properties.put(component.getName(), optional ? orNull(schema) : schema);
            if (!optional) {
                required.add(component.getName());
            }
        }
        var object = new LinkedHashMap<String, Object>();
        object.put("type", "object");
        object.put("properties", properties);
        object.put("required", required);
        if (versioned) {
            object.put("x-version", 1);
        }
        return object;
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        return schema.isEmpty() ? schema : Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }
}
