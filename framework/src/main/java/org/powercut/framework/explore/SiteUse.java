package org.powercut.framework.explore;

import java.util.List;
import org.powercut.framework.model.OrderingUse;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;

/**
 * How often a flush or fence of the code was executed on the paths that were explored, the workload's and those of
 * recovery, and how often it was needed. Paths that issue the same instructions from one crash point count once.
 *
 * @param executed how often, at least 1
 * @param needed how often it had something to do: 0 means that it is needless on every one of these paths
 */
public record SiteUse(Site site, long executed, long needed) {

    /** Of every flush and fence of instrumented code, by site. */
    static List<SiteUse> of(OrderingUse use, SiteTable sites) {
        return use.counts().entrySet().stream()
                .filter(entry -> entry.getKey() != Site.UNINSTRUMENTED.number())
                .map(entry -> new SiteUse(
                        sites.site(entry.getKey()),
                        entry.getValue().executed(),
                        entry.getValue().needed()))
                .toList();
    }

    public boolean isNeedless() {
        return needed == 0;
    }
}
