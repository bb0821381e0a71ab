import type {
  CommitOutcome,
  Head,
  Loaded,
  Receipt,
  ResolveOutcome,
  Store,
} from '../../actors/runtime/store.ts';
import type { Added, Counter, CounterRecord } from './counter.ts';

interface Stored {
  state: Counter | undefined;
  head: Head;
  /** All states there ever were, oldest first. */
  readonly states: (Counter | undefined)[];
  readonly events: Added[];
  readonly receipts: Map<string, Receipt>;
}

/** A commit that waits for the test to say how it ends. */
export interface Flight {
  readonly id: string;
  readonly record: CounterRecord;
  durable(): void;
  rejected(): void;
  /** Its outcome is not known; whether it did get written, `resolve` tells later. */
  unknown(written: boolean): void;
}

/** A step that waits for the test to let it go on. */
interface Held {
  readonly id: string;
  proceed(): void;
  fail(): void;
}

/** Keeps counters in memory; each commit, resolve and, if wanted, load is released by hand. */
export class ScriptedStore implements Store<Counter, CounterRecord> {
  readonly flights: Flight[] = [];
  readonly resolves: Held[] = [];
  readonly loads: Held[] = [];
  /** Ids of all loads begun. */
  readonly loaded: string[] = [];
  holdLoads = false;
  /** When set, the next commit breaks the contract by throwing it, having written nothing. */
  throws: Error | undefined = undefined;
  commits = 0;
  /** How each of them ended. */
  readonly ends: string[] = [];
  /** What was written at each offset, from 1. */
  readonly written: { readonly id: string; readonly record: CounterRecord }[] = [];
  /** Hears of what is written here, not of what is written elsewhere. */
  onWritten: (id: string, record: CounterRecord, head: Head, offset: number) => void = () => {};
  readonly #stored = new Map<string, Stored>();
  readonly #open = new Map<
    string,
    { readonly outcome: ResolveOutcome; readonly tell: () => void }
  >();

  of(id: string): Stored {
    let stored = this.#stored.get(id);
    if (stored === undefined) {
      stored = { state: undefined, head: 0, states: [undefined], events: [], receipts: new Map() };
      this.#stored.set(id, stored);
    }
    return stored;
  }

  tokens(id: string): string[] {
    return this.of(id).events.map((event) => event.token);
  }

  /** Somebody else writes, so that whoever holds the head from before is fenced. */
  writeElsewhere(id: string): void {
    const total = (this.of(id).state?.total ?? 0) + 1;
    this.#write(id, { events: [{ token: 'elsewhere' }], receipts: [], snapshot: { total } });
  }

  load(id: string): Promise<Loaded<Counter>> {
    this.loaded.push(id);
    const read = (): Loaded<Counter> => ({ state: this.of(id).state, head: this.of(id).head });
    if (!this.holdLoads) return Promise.resolve(read());
    return new Promise((resolve, reject) => {
      this.loads.push({
        id,
        proceed: () => resolve(read()),
        fail: () => reject(new Error('cannot be read')),
      });
    });
  }

  commit(id: string, head: Head, record: CounterRecord): Promise<CommitOutcome> {
    this.commits += 1;
    if (this.throws !== undefined) {
      const error = this.throws;
      this.throws = undefined;
      throw error;
    }
    const cause = new Error('scripted');
    const fenced = (): boolean => this.of(id).head !== head;
    return new Promise((resolve) => {
      this.flights.push({
        id,
        record,
        durable: () => {
          this.ends.push(fenced() ? 'fenced' : 'durable');
          resolve(fenced() ? this.#fence(id) : this.#tell(id, record));
        },
        rejected: () => {
          this.ends.push('rejected');
          resolve({ kind: 'rejected', cause });
        },
        unknown: (written) => {
          const lands = written && !fenced();
          this.ends.push(lands ? 'unknown, written' : 'unknown, lost');
          let outcome: ResolveOutcome = { kind: 'rejected', cause };
          if (lands) outcome = this.#write(id, record);
          else if (fenced()) outcome = this.#fence(id);
          const place = this.written.length;
          const tell = (): void => {
            if (outcome.kind === 'durable') this.onWritten(id, record, outcome.head, place);
          };
          this.#open.set(id, { outcome, tell });
          resolve({ kind: 'unknown', cause });
        },
      });
    });
  }

  resolve(id: string): Promise<ResolveOutcome> {
    const open = this.#open.get(id);
    if (open === undefined) throw new Error(`nothing is open for ${id}`);
    return new Promise((resolve, reject) => {
      this.resolves.push({
        id,
        proceed: () => {
          open.tell();
          resolve(open.outcome);
        },
        fail: () => reject(new Error('scripted')),
      });
    });
  }

  receipt(id: string, key: string): Receipt | undefined {
    return this.of(id).receipts.get(key);
  }

  #write(id: string, record: CounterRecord): ResolveOutcome & { kind: 'durable' } {
    const stored = this.of(id);
    stored.state = record.snapshot;
    stored.states.push(record.snapshot);
    stored.head += 1;
    stored.events.push(...record.events);
    for (const receipt of record.receipts) stored.receipts.set(receipt.key, receipt);
    this.written.push({ id, record });
    return { kind: 'durable', head: stored.head };
  }

  #tell(id: string, record: CounterRecord): ResolveOutcome & { kind: 'durable' } {
    const outcome = this.#write(id, record);
    this.onWritten(id, record, outcome.head, this.written.length);
    return outcome;
  }

  #fence(id: string): ResolveOutcome {
    return { kind: 'fenced', last: this.of(id).head };
  }
}
