package org.powercut.framework.inject;

import java.util.ArrayList;
import java.util.List;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.SiteTable;

/**
 * The sites that were reached by some executions. Several devices may mark at the same time, because a mark is never taken
 * back; who reads them waits for the devices' threads first.
 */
public final class SiteMarks {
    private final SiteTable sites;
    private final boolean[] marked;

    /** @param sites those that can be marked; others are passed over */
    public SiteMarks(SiteTable sites) {
        this.sites = sites;
        this.marked = new boolean[sites.sites().size()];
    }

    void mark(int site) {
        if (site < marked.length && !marked[site]) {
            marked[site] = true;
        }
    }

    /** Those that were reached, by number. */
    public List<Site> sites() {
        List<Site> reached = new ArrayList<>();
        for (int i = 0; i < marked.length; i++) {
            if (marked[i]) {
                reached.add(sites.site(i));
            }
        }
        return reached;
    }
}
