import * as v from 'valibot';
import { form_version, type Draft, type RecordKind, type Trail } from './draft.ts';
import type { RecordSpace } from './store.ts';
import { storedUnder } from './stored.ts';
import type { Edited, RecordWriter } from './writer.ts';

/** Gives the record as it is to be; gets `undefined` when there is none yet. */
export type Edit<T> = (before: T | undefined) => T | 'keep' | 'remove';

export interface RecordsForm<T extends object> {
  readonly space: RecordSpace;
  /** Of the keys, without the slash that follows it; it holds none itself. */
  readonly prefix: string;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly records_max: number;
  /** What is written of one that `schema` reads to the same; all of it where that is left out. */
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
   * Reads all of them. Throws for a record that this version cannot read: better no start than
   * one without some of the accounts. `taken` is called for each record, then for each change,
   * before anybody is told: it keeps what is derived from them in step.
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

  /** Changes one record by what it is alone. `trail` is written with it, if it changes anything. */
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
