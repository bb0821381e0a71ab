/** Work that only one of several servers may do at a time, such as that for Discord. */
export interface LeasedWork {
  start(): void;
  /** Stops it. Resolves when nothing of it is under way any more. Called once after each start. */
  stop(): Promise<void>;
}

/** What is leased, each by itself: several servers may share them out. */
export type LeasedName = 'discord' | 'webhooks';

/**
 * Decides which of several servers does such work. The next one continues where the last one ended,
 * which may have been interrupted: the state of the work is in the log.
 */
export interface Lease {
  /**
   * Starts the work when this server gets the lease, and stops it when that ends. Returns a
   * function to give it up, which resolves when the work has stopped, so that the next server can
   * start.
   */
  take(name: LeasedName, work: LeasedWork): () => Promise<void>;
}

/** The lease of a single server, which always has it. */
export const soleLease: Lease = {
  take(_, work) {
    work.start();
    return () => work.stop();
  },
};
