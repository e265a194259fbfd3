package org.powercut.framework.report;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The guarantees by number, for reports: what {@code G11} promises, in a few words. Tests may name guarantees of their
 * own; those have no title here and are shown as they are.
 */
public final class Guarantees {
    private static final String TITLES = "guarantees.properties";

    private final Properties titles = new Properties();

    public Guarantees() {
        try (Reader reader = new InputStreamReader(
                Optional.ofNullable(Guarantees.class.getResourceAsStream(TITLES))
                        .orElseThrow(() -> new IllegalStateException(TITLES + " is missing from the jar")),
                StandardCharsets.UTF_8)) {
            titles.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a guarantee promises, or nothing if it is not one of the catalogue. */
    public Optional<String> title(String id) {
        return Optional.ofNullable(titles.getProperty(id));
    }

    /** The guarantees of the catalogue, in a reader's order. */
    public List<String> ids() {
        return titles.stringPropertyNames().stream()
                .filter(key -> key.indexOf('.') < 0)
                .sorted(order())
                .toList();
    }

    /** Why a guarantee of the catalogue has no test, or nothing if it must have one. */
    public Optional<String> remark(String id) {
        return Optional.ofNullable(titles.getProperty(id + ".remark"));
    }

    /** {@code G11 rename: old or new, ...}, or the id alone. */
    public String label(String id) {
        return title(id).map(title -> id + " " + title).orElse(id);
    }

    /** The order of a reader: G2 before G11, and names without a number by alphabet. */
    public static Comparator<String> order() {
        return Comparator.comparing(Guarantees::prefix)
                .thenComparing(id -> number(id))
                .thenComparing(Comparator.naturalOrder());
    }

    private static String prefix(String id) {
        return id.replaceFirst("\\d+$", "");
    }

    private static BigInteger number(String id) {
        String digits = id.substring(prefix(id).length());
        return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
    }
}
