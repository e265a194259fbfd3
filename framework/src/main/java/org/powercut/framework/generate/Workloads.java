package org.powercut.framework.generate;

import org.apiguardian.api.API;

/** Numbered workloads. The same number is the same workload in every run and on every machine. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Workloads {

    /** How many there are. */
    long size();

    /** The workload with a number from 0 on. */
    Steps get(long number);
}
