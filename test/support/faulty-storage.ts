import type { CommitOutcome, Head, ResolveOutcome } from '../../actors/runtime/store.ts';
import type { RecordStore } from '../../actors/records/store.ts';
import type { Storage, TicketRecord } from '../../server/storage/storage.ts';
import { withParts } from './with-parts.ts';

/**
 * What happens to a commit instead. `rejected`: nothing is written. `landed` and `vanished`: the
 * outcome is unknown, and the record was written, or was not.
 */
export type CommitFault = 'rejected' | 'landed' | 'vanished';

/** The faults of a storage, given by a test. */
export interface Faults {
  /** For the next commits, one each, in order. */
  next(...faults: CommitFault[]): void;
  /** The next calls of `write`, and appends of records, are rejected. */
  refuseWrites(count: number): void;
  /** Commits and `resolve` wait from now on, before they reach the storage, until `resume`. */
  pause(): void;
  resume(): void;
  /** Commits that were asked for so far. */
  readonly commits: number;
}

/** The same storage with faults. */
export function faultyStorage(inner: Storage): { storage: Storage; faults: Faults } {
  const faults: CommitFault[] = [];
  const unknown = new Map<string, ResolveOutcome>();
  const cause = new Error('a fault made by the test');
  let writesToRefuse = 0;
  let commits = 0;
  let gate: Promise<void> | undefined;
  let open = (): void => {};

  const commit = async (id: string, head: Head, record: TicketRecord): Promise<CommitOutcome> => {
    commits += 1;
    const fault = faults.shift();
    await gate;
    if (fault === undefined) return inner.tickets.commit(id, head, record);
    if (fault === 'rejected') return { kind: 'rejected', cause };
    let certain: ResolveOutcome = { kind: 'rejected', cause };
    if (fault === 'landed') {
      const outcome = await inner.tickets.commit(id, head, record);
      if (outcome.kind !== 'durable') return outcome;
      certain = outcome;
    }
    unknown.set(`${head} ${id}`, certain);
    return { kind: 'unknown', cause };
  };

  const resolve = async (id: string, head: Head): Promise<ResolveOutcome> => {
    await gate;
    return unknown.get(`${head} ${id}`) ?? inner.tickets.resolve(id, head);
  };

  const refused = (): boolean => writesToRefuse > 0 && writesToRefuse-- > 0;
  const append: RecordStore['append'] = async (...wish) =>
    refused() ? { kind: 'rejected', cause } : inner.records.append(...wish);
  const merge: RecordStore['merge'] = async (...wish) =>
    refused() ? { kind: 'rejected', cause } : inner.records.merge(...wish);
  const records = withParts(inner.records, { append, merge });
  const storage = withParts(inner, {
    records,
    tickets: withParts(inner.tickets, { commit, resolve }),
  });

  return {
    storage,
    faults: {
      next: (...more) => void faults.push(...more),
      refuseWrites: (count) => void (writesToRefuse = count),
      pause: () => {
        gate ??= new Promise((resume) => (open = resume));
      },
      resume: () => {
        gate = undefined;
        open();
      },
      get commits() {
        return commits;
      },
    },
  };
}
