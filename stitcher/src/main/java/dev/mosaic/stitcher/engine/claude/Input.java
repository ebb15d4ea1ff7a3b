package dev.mosaic.stitcher.engine.claude;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model wrote as the input of a tool. Of its shape nothing can be relied on. */
final class Input {
    private final Map<?, ?> fields;

    Input(@Nullable Map<?, ?> fields) {
        this.fields = fields == null ? Map.of() : fields;
    }

    /** Null if it is missing or no text. */
    @Nullable String text(String field) {
        return fields.get(field) instanceof String text ? text : null;
    }

    boolean isTrue(String field) {
        return Boolean.TRUE.equals(fields.get(field));
    }

    boolean has(String field) {
        return fields.get(field) != null;
    }

    /** Null if it is missing or no whole number. */
    @Nullable Integer number(String field) {
        return fields.get(field) instanceof Integer number ? number : null;
    }

    /** Two whole numbers; null if it is anything else. */
    int @Nullable [] pair(String field) {
        return fields.get(field) instanceof List<?> list
                        && list.size() == 2
                        && list.getFirst() instanceof Integer first
                        && list.getLast() instanceof Integer last
                ? new int[] {first, last}
                : null;
    }
}
