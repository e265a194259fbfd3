package org.powercut.framework.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Where and when a fault strikes. All conditions must hold; what is not said does not matter. Immutable: each method
 * returns a narrower aim.
 *
 * <pre>{@code Aim.at("InodeLog.commitTail:flush#0").occurrence(2).during("rename").onField("inode[*].log_tail")}</pre>
 *
 * <p>Without {@link #in} a fault strikes in every phase but {@link Phase#PREPARE}. Executions are counted anew in each
 * phase, so that a recovery is struck alike whichever crash image it starts from.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Aim {
    private static final Aim ANYWHERE = new Aim(
            null,
            null,
            0,
            null,
            null,
            null,
            1,
            Collections.unmodifiableSet(EnumSet.of(Phase.WORKLOAD, Phase.RECOVERY, Phase.CHECK)));

    private final @Nullable String site;
    private final @Nullable Integer siteNumber;
    private final int occurrence;
    private final @Nullable String operation;
    private final @Nullable AddressRange range;
    private final @Nullable String field;
    private final double chance;
    private final Set<Phase> phases;

    private Aim(
            @Nullable String site,
            @Nullable Integer siteNumber,
            int occurrence,
            @Nullable String operation,
            @Nullable AddressRange range,
            @Nullable String field,
            double chance,
            Set<Phase> phases) {
        this.site = site;
        this.siteNumber = siteNumber;
        this.occurrence = occurrence;
        this.operation = operation;
        this.range = range;
        this.field = field;
        this.chance = chance;
        this.phases = phases;
    }

    /** Device bytes from {@code start} up to, not including, {@code end}. */
    record AddressRange(long start, long end) {}

    /** Every execution of every instruction that the fault can strike. */
    public static Aim anywhere() {
        return ANYWHERE;
    }

    /**
     * At the sites whose name matches, such as {@code InodeLog.commitTail:flush#0}. {@code *} stands for any run of
     * characters; {@code #n}, or {@code :instruction} with it, may be left out and then does not matter; the class may
     * be given with its package.
     */
    public static Aim at(String site) {
        return ANYWHERE.atSite(site);
    }

    /** At the site with a number, which is good for one build only; 0 is code that is not instrumented. */
    public static Aim at(int siteNumber) {
        if (siteNumber < 0) {
            throw new IllegalArgumentException("a site number is 0 or more, not " + siteNumber);
        }
        return new Aim(null, siteNumber, 0, null, null, null, 1, ANYWHERE.phases);
    }

    /** As {@link #at(String)}. */
    public Aim atSite(String pattern) {
        return new Aim(given(pattern, "site"), null, occurrence, operation, range, field, chance, phases);
    }

    /** Only the n-th execution, from 1, among those that meet all other conditions. */
    public Aim occurrence(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("executions are counted from 1, not from " + n);
        }
        return new Aim(site, siteNumber, n, operation, range, field, chance, phases);
    }

    /**
     * Only inside an operation whose name matches, at any depth. {@code *} stands for any run of characters; without
     * a parenthesis the operation's arguments do not matter.
     */
    public Aim during(String pattern) {
        return new Aim(site, siteNumber, occurrence, given(pattern, "operation"), range, field, chance, phases);
    }

    /** Only where the instruction touches a byte of {@code [start, end)} of the device. A fence touches none. */
    public Aim within(long start, long end) {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("[" + start + ", " + end + ") is no range of device bytes");
        }
        return new Aim(site, siteNumber, occurrence, operation, new AddressRange(start, end), field, chance, phases);
    }

    /**
     * Only where the instruction touches a byte of an on-media field whose name matches, as the device's media map has
     * it at that time. {@code *} stands for any run of characters. A fence touches none.
     */
    public Aim onField(String pattern) {
        return new Aim(site, siteNumber, occurrence, operation, range, given(pattern, "field"), chance, phases);
    }

    /** Each execution that meets all other conditions counts only with this probability, drawn from the seed. */
    public Aim chance(double probability) {
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException("a chance is above 0 and at most 1, not " + probability);
        }
        return new Aim(site, siteNumber, occurrence, operation, range, field, probability, phases);
    }

    /** Only in these phases. */
    public Aim in(Phase first, Phase... more) {
        return new Aim(
                site,
                siteNumber,
                occurrence,
                operation,
                range,
                field,
                chance,
                Collections.unmodifiableSet(EnumSet.of(first, more)));
    }

    @Nullable
    String sitePattern() {
        return site;
    }

    @Nullable
    Integer siteNumber() {
        return siteNumber;
    }

    /** 0 for every one. */
    int occurrence() {
        return occurrence;
    }

    @Nullable
    String operationPattern() {
        return operation;
    }

    @Nullable
    AddressRange range() {
        return range;
    }

    @Nullable
    String fieldPattern() {
        return field;
    }

    double chance() {
        return chance;
    }

    Set<Phase> phases() {
        return phases;
    }

    private static String given(String pattern, String what) {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException(
                    "a pattern for the " + what + " must not be blank; leave the condition out");
        }
        return pattern;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Aim aim && conditions().equals(aim.conditions());
    }

    @Override
    public int hashCode() {
        return conditions().hashCode();
    }

    private List<Object> conditions() {
        List<Object> conditions = new ArrayList<>();
        conditions.add(Objects.requireNonNullElse(site, ""));
        conditions.add(Objects.requireNonNullElse(siteNumber, -1));
        conditions.add(occurrence);
        conditions.add(Objects.requireNonNullElse(operation, ""));
        conditions.add(range == null ? "" : range);
        conditions.add(Objects.requireNonNullElse(field, ""));
        conditions.add(chance);
        conditions.add(phases);
        return conditions;
    }

    /** In words, for reports: {@code at InodeLog.commitTail:flush#0, the 2nd time, during rename}. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (site != null) {
            words.add("at " + site);
        }
        if (siteNumber != null) {
            words.add("at site " + siteNumber);
        }
        if (range != null) {
            words.add("on bytes [%d, %d)".formatted(range.start, range.end));
        }
        if (field != null) {
            words.add("on " + field);
        }
        if (operation != null) {
            words.add("during " + operation);
        }
        if (!phases.equals(ANYWHERE.phases)) {
            words.add("in "
                    + String.join(
                            " and ",
                            phases.stream()
                                    .map(phase -> phase.name().toLowerCase(java.util.Locale.ROOT))
                                    .toList()));
        }
        if (chance < 1) {
            words.add("with chance " + chance);
        }
        words.add(occurrence == 0 ? "every time" : "time " + occurrence);
        return String.join(", ", words);
    }
}
