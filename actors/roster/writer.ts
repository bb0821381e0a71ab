import type { RosterPut, RosterSpace, RosterStore } from './store.ts';

/**
 * How an edit ended. `kept`: there was nothing to change. `full`: one record more than may be.
 * `busy`: too many edits wait. `rejected`: it could not be stored. After the last three nothing
 * changed.
 */
export type Edited = 'durable' | 'kept' | 'full' | 'busy' | 'rejected';

/** What else is to be written where a record becomes another; `undefined` is none. */
export type Trail = (before: object | undefined, after: object | undefined) => readonly RosterPut[];

/** One change of one record, decided only when its turn comes. */
export interface EditJob {
  readonly space: RosterSpace;
  readonly key: string;
  /** The record as it is visible now. */
  before(): object | undefined;
  /** Whether so many new records more would be too many. */
  full(added: number): boolean;
  edit(before: object | undefined): object | 'keep' | 'remove';
  /** What is written with the change, or not at all. */
  readonly trail?: Trail;
  /** Makes the change visible. */
  apply(value: object | undefined): void;
  settle(outcome: Edited): void;
}

/** `restsOnWrite`: it was decided on what is on disk only once this write is, its own change or an earlier one. */
interface Decided {
  readonly edited: Edited;
  readonly restsOnWrite: boolean;
}

/** Edits of one write, and edits that wait for theirs. */
const batch_edits_max = 1_000;
const waiting_edits_max = 200_000;
/** Version of the stored forms, beside the fields of each. */
export const form_version = 1;

/**
 * Writes the edits of all records, in order, one write at a time: what comes in one event-loop
 * turn, and what comes while a write is under way, shares the next. Each edit sees what the edits
 * before it made of the record; nobody else sees it before it is on disk.
 */
export class RecordWriter {
  readonly store: RosterStore;
  readonly #onRejected: (cause: unknown) => void;
  #waiting: EditJob[] = [];
  #running: Promise<void> | undefined;

  /** `onRejected` hears why a write could not be stored; whoever asked for it hears that it was not. */
  constructor(store: RosterStore, onRejected: (cause: unknown) => void = () => {}) {
    this.store = store;
    this.#onRejected = onRejected;
  }

  add(job: EditJob): void {
    if (this.#waiting.length >= waiting_edits_max) return job.settle('busy');
    this.#waiting.push(job);
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  /** Resolves when everything that was added has ended. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, batch_edits_max));
    this.#running = undefined;
  }

  async #write(jobs: readonly EditJob[]): Promise<void> {
    const changed = new Map<string, { job: EditJob; value: object | undefined }>();
    const added = new Map<string, number>();
    const trails: RosterPut[] = [];
    const decided = jobs.map((job): Decided => {
      const at = `${job.space} ${job.key}`;
      const kind = at.slice(0, at.indexOf('/'));
      const earlier = changed.get(at);
      const before = earlier === undefined ? job.before() : earlier.value;
      const after = job.edit(before);
      if (after === 'keep' || (after === 'remove' && before === undefined)) {
        return { edited: 'kept', restsOnWrite: earlier !== undefined };
      }
      const count = added.get(kind) ?? 0;
      if (before === undefined && job.full(count + 1)) {
        return { edited: 'full', restsOnWrite: !job.full(1) };
      }
      if (before === undefined) added.set(kind, count + 1);
      const value = after === 'remove' ? undefined : after;
      changed.set(at, { job, value });
      if (job.trail !== undefined) trails.push(...job.trail(before, value));
      return { edited: 'durable', restsOnWrite: true };
    });
    const durable = changed.size === 0 || (await this.#put([...changed.values()], trails));
    if (durable) for (const { job, value } of changed.values()) job.apply(value);
    for (const [i, job] of jobs.entries()) {
      const { edited, restsOnWrite } = decided[i]!;
      job.settle(restsOnWrite && !durable ? 'rejected' : edited);
    }
  }

  async #put(
    changes: ReadonlyArray<{ job: EditJob; value: object | undefined }>,
    trails: readonly RosterPut[],
  ): Promise<boolean> {
    const puts = changes.map(({ job, value }): RosterPut => {
      const stored = value === undefined ? undefined : { v: form_version, ...value };
      return { space: job.space, key: job.key, value: stored };
    });
    const outcome = await this.store.write([...puts, ...trails]);
    if (outcome.kind === 'rejected') this.#onRejected(outcome.cause);
    return outcome.kind === 'durable';
  }
}
