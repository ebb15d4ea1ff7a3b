package dev.mosaic.bench;

/** A job queue that can be compared with others. One measurement at a time. */
interface Queue extends AutoCloseable {
    /** As the report calls it; says the durability where it differs. */
    String name();

    /**
     * Leaves its jobs where they are. Enqueues as fast as {@code callers} can, each waiting for its
     * commit; every latency and the rate.
     */
    Outcome enqueue(int callers, double seconds) throws Exception;

    /**
     * Enqueues jobs one after the other at irregular times while an idle worker waits.
     *
     * @return for each job the time from the known commit to the worker's first line; 0 if the
     *     worker was faster than the answer
     */
    Outcome starts(int jobs, double perSecond) throws Exception;

    /** Lays up jobs, then runs them; how many a second from the first start to the last. */
    Outcome drain(int jobs, int workers) throws Exception;
}
