package org.powercut.framework.model;

import java.util.List;

/**
 * Every site of the instrumented packages of one build, by number.
 *
 * @param build fingerprint of the classes that were scanned: another build has another one
 * @param sites site {@code i} has number {@code i}; the first is {@link Site#UNINSTRUMENTED}
 */
public record SiteTable(long build, List<Site> sites) {

    public SiteTable {
        sites = List.copyOf(sites);
    }

    /** The site with a number, or {@link Site#UNINSTRUMENTED} if there is none. */
    public Site site(int number) {
        return number < 0 || number >= sites.size() ? Site.UNINSTRUMENTED : sites.get(number);
    }
}
