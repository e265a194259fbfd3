package org.powercut.daxfs.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.powercut.daxfs.MediaMap;
import org.powercut.pmem.Pmem;

/** A media map of fields that do not overlap, and of larger things that are made of them. */
final class NamedRanges implements MediaMap {
    private final NavigableMap<Long, Field> fields = new TreeMap<>();
    private final List<Field> all = new ArrayList<>();

    /** Adds the smallest thing that has a name. */
    void addField(String name, long offset, long length) {
        Field field = new Field(name, offset, length);
        fields.put(offset, field);
        all.add(field);
    }

    /** Adds something whose fields are added too. */
    void addGroup(String name, long offset, long length) {
        all.add(new Field(name, offset, length));
    }

    /** Adds the fields of a struct; the last one takes what the struct is longer than its declaration. */
    void addStruct(String name, Struct struct, long offset, long length) {
        for (Struct.Field field : struct.fields()) {
            boolean last = field.offset() + field.length() == struct.length();
            addField(
                    name + "." + field.name(),
                    offset + field.offset(),
                    last ? length - field.offset() : field.length());
        }
    }

    @Override
    public String nameOf(long offset) {
        Map.Entry<Long, Field> entry = fields.floorEntry(offset);
        if (entry != null && offset < entry.getKey() + entry.getValue().length()) {
            return withOffset(entry.getValue().name(), offset - entry.getKey());
        }
        return withOffset("unused page " + offset / Pmem.PAGE, offset % Pmem.PAGE);
    }

    private static String withOffset(String name, long offset) {
        return offset == 0 ? name : name + "+" + offset;
    }

    @Override
    public List<Field> find(String pattern) {
        Pattern wanted = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
        return all.stream()
                .filter(field -> wanted.matcher(field.name()).matches())
                .sorted(Comparator.comparingLong(Field::offset).thenComparingLong(Field::length))
                .toList();
    }
}
