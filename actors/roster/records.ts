import * as v from 'valibot';
import type { RosterSpace } from './store.ts';
import { form_version, type Edited, type RecordWriter, type Trail } from './writer.ts';

/** Gives the record as it is to be; gets `undefined` when there is none yet. */
export type Edit<T> = (before: T | undefined) => T | 'keep' | 'remove';

export interface RecordsForm<T extends object> {
  readonly space: RosterSpace;
  /** Of the keys, without the slash that follows it. */
  readonly prefix: string;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly records_max: number;
}

const page_records_max = 1_000;

/** All records of one kind, in memory; a change is visible once it is on disk. */
export class Records<T extends object> {
  readonly #form: RecordsForm<T>;
  readonly #writer: RecordWriter;
  readonly #byId = new Map<string, T>();
  readonly #applied: (id: string, before: T | undefined, after: T | undefined) => void;

  /**
   * Reads all of them. Throws for a record that this version cannot read: better no start than
   * one without some of the accounts. `applied` is called for each record, then for each change.
   */
  constructor(
    writer: RecordWriter,
    form: RecordsForm<T>,
    applied: (id: string, before: T | undefined, after: T | undefined) => void = () => {},
  ) {
    this.#writer = writer;
    this.#form = form;
    this.#applied = applied;
    for (const { key, value } of this.#stored()) {
      this.#apply(key.slice(form.prefix.length + 1), this.#read(key, value));
    }
  }

  get size(): number {
    return this.#byId.size;
  }

  isFull(): boolean {
    return this.#byId.size >= this.#form.records_max;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#byId.entries();
  }

  values(): IterableIterator<T> {
    return this.#byId.values();
  }

  /** `trail` is written in the same write, if the edit changes something. */
  edit(id: string, edit: Edit<T>, trail?: Trail): Promise<Edited> {
    return new Promise((settle) => {
      this.#writer.add({
        space: this.#form.space,
        key: `${this.#form.prefix}/${id}`,
        before: () => this.#byId.get(id),
        full: (added) => this.#byId.size + added > this.#form.records_max,
        edit: (before) => edit(before as T | undefined),
        apply: (value) => this.#apply(id, value as T | undefined),
        ...(trail === undefined ? {} : { trail }),
        settle,
      });
    });
  }

  #apply(id: string, after: T | undefined): void {
    const before = this.#byId.get(id);
    if (after === undefined) this.#byId.delete(id);
    else this.#byId.set(id, after);
    this.#applied(id, before, after);
  }

  *#stored(): Generator<{ key: string; value: unknown }> {
    const { space, prefix } = this.#form;
    let from: string | undefined;
    for (;;) {
      const range = { prefix: `${prefix}/`, limit: page_records_max };
      const page = this.#writer.store.list(space, from === undefined ? range : { ...range, from });
      // `from` is inclusive: the first of a later page is the last of the one before.
      for (const record of page) if (record.key !== from) yield record;
      if (page.length < page_records_max) return;
      from = page.at(-1)!.key;
    }
  }

  #read(key: string, value: unknown): T {
    const { v: version, ...fields } = (value ?? {}) as { v?: unknown };
    const result = v.safeParse(this.#form.schema, fields);
    if (version === form_version && result.success) return result.output;
    throw new Error(`The data folder holds a record that this version cannot read: ${key}.`);
  }
}
