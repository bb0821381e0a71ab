/** Work that only one of several servers may do at a time, such as that for Discord. */
export interface LeasedWork {
  start(): void;
  /** Resolves when nothing of it is under way any more. Called once after each start. */
  stop(): Promise<void>;
}

/**
 * Who of several servers does such work. Whoever gets it begins where the last one ended, which may
 * have been cut off: what the work knows is in the log.
 */
export interface Lease {
  /**
   * Starts the work when it is this server's turn, and stops it when that is over. Returns how to
   * leave: that resolves when the work was stopped, and lets the next one begin.
   */
  take(work: LeasedWork): () => Promise<void>;
}

/** Where there is one server only. */
export const soleLease: Lease = {
  take(work) {
    work.start();
    return () => work.stop();
  },
};
