import type { CommitOutcome, Head, ResolveOutcome } from '../../actors/runtime/store.ts';
import type { Journal, TicketRecord } from '../../server/storage/journal.ts';

/**
 * What happens to a commit instead. `rejected`: nothing is written. `landed` and `vanished`: the
 * outcome is unknown, and the record was written, or was not.
 */
export type CommitFault = 'rejected' | 'landed' | 'vanished';

/** The faults of a journal, given by a test. */
export interface Faults {
  /** For the next commits, one each, in order. */
  next(...faults: CommitFault[]): void;
  /** The next calls of `write`, and appends of records, are rejected. */
  refuseWrites(count: number): void;
  /** Commits and `resolve` wait from now on, before they reach the journal, until `resume`. */
  pause(): void;
  resume(): void;
  /** Commits that were asked for so far. */
  readonly commits: number;
}

/** The same journal with faults. */
export function faultyJournal(inner: Journal): { journal: Journal; faults: Faults } {
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
    if (fault === undefined) return inner.commit(id, head, record);
    if (fault === 'rejected') return { kind: 'rejected', cause };
    let certain: ResolveOutcome = { kind: 'rejected', cause };
    if (fault === 'landed') {
      const outcome = await inner.commit(id, head, record);
      if (outcome.kind !== 'durable') return outcome;
      certain = outcome;
    }
    unknown.set(`${head} ${id}`, certain);
    return { kind: 'unknown', cause };
  };

  const resolve = async (id: string, head: Head): Promise<ResolveOutcome> => {
    await gate;
    return unknown.get(`${head} ${id}`) ?? inner.resolve(id, head);
  };

  const refused = (): boolean => writesToRefuse > 0 && writesToRefuse-- > 0;
  const records = new Proxy(inner.records, {
    get(target, name) {
      if (name === 'append' && refused()) return async () => ({ kind: 'rejected', cause });
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  const overrides: Partial<Journal> = {
    records,
    commit,
    resolve,
    write: async (puts, done) =>
      refused() ? { kind: 'rejected', cause } : inner.write(puts, done),
  };
  const journal = new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(overrides, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });

  return {
    journal,
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
