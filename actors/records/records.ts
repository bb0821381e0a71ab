import * as v from 'valibot';
import { form_version, type Draft, type RecordKind, type Trail } from './draft.ts';
import type { RecordSpace } from './store.ts';
import { storedUnder } from './stored.ts';
import type { Edited, RecordWriter } from './writer.ts';

/** Returns the new record; its argument is `undefined` when there is none yet. */
export type Edit<T> = (before: T | undefined) => T | 'keep' | 'remove';

export interface RecordsForm<T extends object> {
  readonly space: RecordSpace;
  /** First part of the keys, without the slash that follows; it contains no slash itself. */
  readonly prefix: string;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly records_max: number;
  /**
   * The fields to write, which `schema` must read back to the same record; by default all of them.
   */
  readonly stored?: (record: T) => object;
}

type Taken<T> = (id: string, before: T | undefined, after: T | undefined) => void;

/** All records of one kind, in memory as they are in the log. */
export class Records<T extends object> implements RecordKind<T> {
  readonly #form: RecordsForm<T>;
  readonly #writer: RecordWriter;
  readonly #byId = new Map<string, T>();
  readonly #taken: Taken<T>;

  /**
   * Reads all records. Throws for one that this version cannot read: a server that does not start
   * is better than one that lacks accounts. `taken` is called for each record, then for each change
   * before listeners hear of it, to keep indexes in step.
   */
  constructor(writer: RecordWriter, form: RecordsForm<T>, taken: Taken<T> = () => {}) {
    this.#writer = writer;
    this.#form = form;
    this.#taken = taken;
    for (const { key, value } of storedUnder(writer.store, form.space, `${form.prefix}/`)) {
      this.#take(key.slice(form.prefix.length + 1), this.#read(key, value));
    }
    writer.follow(form.space, form.prefix, (id, value) => {
      this.#take(id, value === undefined ? undefined : this.#read(id, value));
    });
  }

  get space(): RecordSpace {
    return this.#form.space;
  }

  get prefix(): string {
    return this.#form.prefix;
  }

  get size(): number {
    return this.#byId.size;
  }

  isFull(added = 1): boolean {
    return this.#byId.size + added > this.#form.records_max;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  stored(record: T): object {
    return this.#form.stored?.(record) ?? record;
  }

  entries(): IterableIterator<[string, T]> {
    return this.#byId.entries();
  }

  values(): IterableIterator<T> {
    return this.#byId.values();
  }

  /**
   * Changes one record by looking at that record alone. `trail` is written too if anything changes.
   */
  edit(subject: string, id: string, edit: Edit<T>, trail?: Trail): Promise<Edited> {
    return this.#writer.edit(subject, (draft: Draft) => {
      const after = edit(draft.get(this, id));
      if (after !== 'keep') draft.put(this, id, after === 'remove' ? undefined : after, trail);
      return { rests: draft.restsOn(this, id) };
    });
  }

  #take(id: string, after: T | undefined): void {
    const before = this.#byId.get(id);
    if (after === undefined) this.#byId.delete(id);
    else this.#byId.set(id, after);
    this.#taken(id, before, after);
  }

  #read(key: string, value: unknown): T {
    const { v: version, ...fields } = (value ?? {}) as { v?: unknown };
    const result = v.safeParse(this.#form.schema, fields);
    if (version === form_version && result.success) return result.output;
    throw new Error(`The data folder holds a record that this version cannot read: ${key}.`);
  }
}
