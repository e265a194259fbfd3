package org.powercut.torture;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What to say of the names that there are when somebody gave another one: all of a few, else those that look alike. */
final class NearestNames {
    private static final int ALL = 8;
    private static final int NEAREST = 4;

    private NearestNames() {}

    /** {@code there are LOG-1, LOG-2}, or {@code did you mean ...? ./powercut list shows all 40}. */
    static String of(String wrong, Collection<String> known) {
        if (known.size() <= ALL) {
            return "there " + (known.size() == 1 ? "is " : "are ") + String.join(", ", known);
        }
        String wanted = wrong.replace("*", "").toLowerCase(Locale.ROOT);
        List<String> nearest = known.stream()
                .sorted(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
                .limit(NEAREST)
                .toList();
        return "did you mean " + String.join(", ", nearest) + "? ./powercut list shows all " + known.size();
    }

    /** The fewest characters to insert, remove or replace in {@code wanted} so that {@code name} contains it. */
    static int distance(String wanted, String name) {
        int[] above = new int[name.length() + 1];
        for (int i = 1; i <= wanted.length(); i++) {
            int[] row = new int[name.length() + 1];
            row[0] = i;
            for (int j = 1; j <= name.length(); j++) {
                int replaced = above[j - 1] + (wanted.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        int least = wanted.length();
        for (int distance : above) {
            least = Math.min(least, distance);
        }
        return least;
    }
}
