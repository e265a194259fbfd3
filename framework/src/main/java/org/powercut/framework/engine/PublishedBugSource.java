package org.powercut.framework.engine;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Gives published bugs; found by {@link java.util.ServiceLoader}. The configuration parameter {@code powercut.mutant} plants
 * one of them by its id.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface PublishedBugSource {

    /** The bugs, always the same and in the same order, each with an id of its own. */
    List<PublishedBug> bugs();
}
