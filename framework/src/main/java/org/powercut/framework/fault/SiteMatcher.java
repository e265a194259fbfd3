package org.powercut.framework.fault;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;

/** Finds the sites that an aim means, or says which names come near when there are none. */
final class SiteMatcher {
    private static final int SUGGESTIONS = 5;

    private final SiteTable table;

    SiteMatcher(SiteTable table) {
        this.table = table;
    }

    /**
     * The numbers of the sites, or null if the aim does not restrict them.
     *
     * @throws UnmatchedAimException if there is no such site, or none of them issues what the fault strikes
     */
    @Nullable
    BitSet match(Fault fault) {
        String pattern = fault.aim().sitePattern();
        Integer number = fault.aim().siteNumber();
        if (number != null) {
            if (number >= table.sites().size()) {
                throw new UnmatchedAimException("'%s': there is no site %d; this build has the sites 0 to %d"
                        .formatted(fault, number, table.sites().size() - 1));
            }
            BitSet one = new BitSet();
            one.set(number);
            return one;
        }
        if (pattern == null) {
            return null;
        }
        List<Site> named =
                table.sites().stream().filter(site -> names(pattern, site)).toList();
        if (named.isEmpty()) {
            throw new UnmatchedAimException(
                    "'%s': no instrumented site is named '%s'%s".formatted(fault, pattern, near(pattern)));
        }
        BitSet numbers = new BitSet();
        named.stream().filter(site -> issues(site, fault)).forEach(site -> numbers.set(site.number()));
        if (numbers.isEmpty()) {
            throw new UnmatchedAimException("'%s' strikes nothing that is issued at %s"
                    .formatted(
                            fault,
                            named.stream().limit(SUGGESTIONS).map(Site::name).collect(Collectors.joining(", "))));
        }
        return numbers;
    }

    private static boolean names(String pattern, Site site) {
        return site.number() != 0 && (matches(pattern, site.name()) || matches(pattern, qualifiedName(site)));
    }

    private static boolean matches(String pattern, String name) {
        return Glob.matches(pattern, name)
                || (pattern.indexOf('#') < 0 && Glob.matches(pattern + "#*", name))
                || (pattern.indexOf(':') < 0 && Glob.matches(pattern + ":*", name));
    }

    private static String qualifiedName(Site site) {
        int dot = site.className().lastIndexOf('.');
        return dot < 0 ? site.name() : site.className().substring(0, dot + 1) + site.name();
    }

    /** Instruction families by the name of the device's method; names that are not known are left to the run. */
    private static boolean issues(Site site, Fault fault) {
        return switch (site.instruction()) {
            case "getByte", "getShort", "getInt", "getLong", "getBytes" -> fault.strikes(Instruction.LOAD);
            case "putByte",
                    "putShort",
                    "putInt",
                    "putBytes",
                    "fill",
                    "ntPutLong",
                    "ntPutBytes",
                    "ntFill",
                    "directStore64" -> fault.strikes(Instruction.STORE);
            // a volatile one brings a fence
            case "putLong" -> fault.strikes(Instruction.STORE) || fault.strikes(Instruction.FENCE);
            case "flush" -> fault.strikes(Instruction.FLUSH);
            case "fence" -> fault.strikes(Instruction.FENCE);
            case "compareAndSetLong",
                    "weakCompareAndSetLong",
                    "compareAndExchangeLong",
                    "getAndAddLong",
                    "getAndSetLong" -> fault.strikes(Instruction.LOCKED);
            default -> true;
        };
    }

    private String near(String pattern) {
        List<String> names = table.sites().stream()
                .filter(site -> site.number() != 0)
                .map(Site::name)
                .sorted(Comparator.comparingInt((String name) -> distance(pattern, name))
                        .thenComparing(name -> name))
                .limit(SUGGESTIONS)
                .toList();
        return names.isEmpty()
                ? "; nothing is instrumented: name the packages under test"
                : ". Did you mean " + String.join(", ", names) + "?";
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
