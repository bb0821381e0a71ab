import * as v from 'valibot';
import type { Draft, Trail } from '../records/draft.ts';
import { Records } from '../records/records.ts';
import type { RecordWriter } from '../records/writer.ts';

/**
 * An account that was erased: of whom nothing may be left, and whose number nobody gets. Kept under
 * `erasure/ID`, and never removed. Nothing in it tells whose it was.
 */
const erasureForm = v.strictObject({
  /** Milliseconds since 1970. */
  at: v.number(),
  /** What becomes of what the person wrote as a player. */
  messages: v.picklist(['emptied', 'kept']),
  /** When the last of it was gone; null: what is left is done by the server, or at its next start. */
  done: v.nullable(v.number()),
});
export type ErasureRecord = Readonly<v.InferOutput<typeof erasureForm>>;

/** Erased accounts in one folder. */
export const erasures_max = 1_000_000;

/** All erasures, in memory as they are on disk. */
export class Erasures {
  readonly #records: Records<ErasureRecord>;

  constructor(writer: RecordWriter) {
    this.#records = new Records(writer, {
      space: 'roster',
      prefix: 'erasure',
      schema: erasureForm,
      records_max: erasures_max,
    });
  }

  get(account: string): ErasureRecord | undefined {
    return this.#records.get(account);
  }

  has(account: string): boolean {
    return this.#records.get(account) !== undefined;
  }

  /** Those that are not done. */
  *open(): Iterable<[account: string, erasure: ErasureRecord]> {
    for (const one of this.#records.entries()) if (one[1].done === null) yield one;
  }

  *entries(): Iterable<[account: string, erasure: ErasureRecord]> {
    yield* this.#records.entries();
  }

  /** Call inside a change of `access`. */
  put(draft: Draft, account: string, erasure: ErasureRecord, trail?: Trail): void {
    draft.put(this.#records, account, erasure, trail);
  }
}
