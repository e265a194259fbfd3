package org.powercut.framework.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One object of a trace file: gives its fields out checked, and refuses with file and line what is not as it must be. */
final class TraceLine {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .reader();

    private final Path file;
    private final long number;
    private final JsonNode node;

    private TraceLine(Path file, long number, JsonNode node) {
        this.file = file;
        this.number = number;
        this.node = node;
    }

    static TraceLine parse(Path file, long number, String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BadTraceException(
                    file, number, "no JSON object, or one that was cut off: " + e.getOriginalMessage());
        }
        if (!node.isObject()) {
            throw new BadTraceException(file, number, "a line is one JSON object, not " + shortened(text));
        }
        return new TraceLine(file, number, node);
    }

    BadTraceException refuse(String detail) {
        return new BadTraceException(file, number, detail);
    }

    boolean has(String field) {
        return node.has(field);
    }

    /** Refuses fields that nobody would read. */
    void allow(String... fields) {
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        List<String> known = Arrays.asList(fields);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw refuse("unknown field " + String.join(", ", unknown) + "; there is " + String.join(", ", known));
        }
    }

    String text(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual()) {
            throw refuse("'" + field + "' must be there, as text");
        }
        return value.textValue();
    }

    /** A whole number from {@code least} to {@code most}. */
    long number(String field, long least, long most) {
        JsonNode value = node.get(field);
        if (value == null || !value.isIntegralNumber()) {
            throw refuse("'" + field + "' must be there, as a whole number");
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            throw refuse("'" + field + "' is from " + least + " to " + most + ", not " + value);
        }
        return value.longValue();
    }

    <E extends Enum<E>> E oneOf(String field, Class<E> type) {
        String name = text(field);
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw refuse("'" + field + "' is one of " + Arrays.toString(type.getEnumConstants()) + ", not '"
                + shortened(name) + "'");
    }

    /** The objects of an array, each with the place of this line. */
    List<TraceLine> objects(String field) {
        JsonNode array = node.get(field);
        if (array == null || !array.isArray()) {
            throw refuse("'" + field + "' must be there, as an array");
        }
        List<TraceLine> objects = new ArrayList<>();
        for (Iterator<JsonNode> each = array.elements(); each.hasNext(); ) {
            JsonNode element = each.next();
            if (!element.isObject()) {
                throw refuse("'" + field + "' holds objects, not " + shortened(element.toString()));
            }
            objects.add(new TraceLine(file, number, element));
        }
        return objects;
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 37) + "...";
    }
}
