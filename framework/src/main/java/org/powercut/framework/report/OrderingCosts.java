package org.powercut.framework.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.powercut.framework.explore.SiteUse;
import org.powercut.framework.model.Site;

/**
 * The flushes and fences of the code under test over a whole run, and those among them that no test needed on any path: what
 * they cost buys nothing that a crash test can see.
 *
 * @param uses of each flush and fence, added up over the tests, by site
 */
public record OrderingCosts(List<SiteUse> uses) {
    public OrderingCosts {
        uses = List.copyOf(uses);
    }

    /** Of the tests of a run. */
    public static OrderingCosts of(List<TestRecord> records) {
        Map<Site, SiteUse> sum = new TreeMap<>(
                Comparator.comparing(Site::className).thenComparing(Site::line).thenComparing(Site::name));
        records.forEach(test -> test.uses().forEach(use -> sum.merge(use.site(), use, OrderingCosts::plus)));
        return new OrderingCosts(List.copyOf(sum.values()));
    }

    private static SiteUse plus(SiteUse a, SiteUse b) {
        return new SiteUse(a.site(), a.executed() + b.executed(), a.needed() + b.needed());
    }

    /** Those that were needed on no path. */
    public List<SiteUse> needless() {
        return uses.stream().filter(SiteUse::isNeedless).toList();
    }

    /** Lines for the end of a run: how many there are, and each needless one. Empty if nothing was counted. */
    public String inWords() {
        if (uses.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "needless on every path: %d of %d flushes and fences\n",
                needless().size(),
                uses.size()));
        needless()
                .forEach(use -> text.append(String.format(
                        Locale.ROOT,
                        "          %s at %s, executed %,d times\n",
                        use.site().instruction(),
                        use.site(),
                        use.executed())));
        return text.toString();
    }

    /** A section of the coverage page. */
    String html() {
        if (uses.isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        for (SiteUse use : uses) {
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><td><code>%s</code></td><td>%s</td><td class=\"num\">%,d</td><td class=\"num\">%,d</td><td class=\"%s\">%s</td></tr>\n",
                    Markup.text(use.site().name()),
                    Markup.text(use.site().toString()),
                    use.executed(),
                    use.needed(),
                    use.isNeedless() ? "gap" : "held",
                    use.isNeedless() ? "needless on every path" : "needed"));
        }
        return "<h2>Flushes and fences</h2>\n"
                + String.format(
                        Locale.ROOT,
                        "<p>%d of %d were needless on every path that was explored, of workloads and of recovery: a flush, if"
                                + " each time its lines held nothing that was not flushed; a fence, if each time nothing waited"
                                + " for it. Tests on eADR do not count.</p>\n",
                        needless().size(),
                        uses.size())
                + "<table>\n<tr><th>flush or fence</th><th>at</th><th>executed</th><th>needed</th><th></th></tr>\n"
                + rows
                + "</table>\n";
    }
}
