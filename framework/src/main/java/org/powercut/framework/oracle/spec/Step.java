package org.powercut.framework.oracle.spec;

import org.apiguardian.api.API;
import org.powercut.framework.oracle.Outcome;

/**
 * What an operation does to a state.
 *
 * @param outcome how it ends
 * @param during what is there at the latest moment before it returns: its effect, of which nothing need be durable
 * @param after what is there when it has returned
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Step(Outcome outcome, SpecState during, SpecState after) {}
