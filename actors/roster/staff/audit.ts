import { limits } from '../../../protocol/limits.ts';
import { cutText } from '../../../protocol/cut.ts';
import type { AuditRecord } from '../../../protocol/admin.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from '../tokens/secrets.ts';
import { form_version, type Trail } from '../../records/draft.ts';
import type { RecordPut, RecordStore } from '../../records/store.ts';
import { storedUnder } from '../../records/stored.ts';
import type { RecordWriter } from '../../records/writer.ts';

/** Who changes something. */
export interface Changer {
  /** Number of the account; null for whoever has the machine. */
  readonly account: string | null;
  readonly name: string;
  /** Whether it is a session that opens the player-facing rights only. */
  readonly restricted: boolean;
}

export const commandLine: Changer = {
  account: null,
  name: 'command line',
  restricted: false,
};

const space = 'settings';
const kind = 'audit';
/** From one number to the next. What lies between tells apart servers that write at the same time. */
const step = 1_000_000;
const tag_chars = 16;

/**
 * Who changed what of the settings and of who may do what, and when. A record is in the same write
 * as its change, so that there is none of what never happened and none is missing. The oldest makes
 * room for the newest.
 *
 * Kept under `audit/NUMBER/TAG`, of earlier versions `audit/NUMBER`. Each server has a tag of its own,
 * so that none writes over what another wrote, and numbers that end in it.
 */
export class Audit {
  readonly #store: RecordStore;
  readonly #secrets: Secrets;
  readonly #writer: RecordWriter;
  readonly #tag: string;
  readonly #added = new Listeners<[]>();
  #isAdded = false;
  /** Of all records that there are, the oldest first. */
  readonly #keys: string[] = [];
  #last = 0;

  constructor(writer: RecordWriter, secrets: Secrets) {
    this.#store = writer.store;
    this.#writer = writer;
    this.#secrets = secrets;
    this.#tag = secrets.hash(secrets.make()).slice(0, tag_chars);
    for (const { key } of storedUnder(writer.store, space, `${kind}/`)) this.#keys.push(key);
    this.#last = seqOf(this.#keys.at(-1)) ?? 0;
    writer.follow(space, kind, (id, value) => this.#take(`${kind}/${id}`, value !== undefined));
  }

  /** Writes down a change with what `shown` tells of the record before and after it. */
  trail(by: Changer, what: string, shown: (record: never) => unknown): Trail {
    const textOf = (record: object | undefined): string | null => {
      const value = record === undefined ? undefined : shown(record as never);
      return value === undefined ? null : JSON.stringify(value);
    };
    return (before, after) => this.#puts(by, what, textOf(before), textOf(after));
  }

  /** Called once a change can be read that was written down, by whatever process. */
  onAdded(listener: () => void): void {
    this.#added.add(listener);
  }

  /** Newest first, below `before`. */
  page(before: number | undefined, limit: number): { records: AuditRecord[]; more: boolean } {
    const end = before === undefined ? this.#keys.length : this.#placeOf(prefixOf(before));
    const start = Math.max(0, end - limit);
    if (start === end) return { records: [], more: false };
    const range = { prefix: `${kind}/`, from: this.#keys[start]!, limit: end - start };
    const records = this.#store.list(space, range).map(({ value }) => recordOf(value));
    return { records: records.toReversed(), more: start > 0 };
  }

  #puts(by: Changer, what: string, from: string | null, to: string | null): RecordPut[] {
    // A write that is refused leaves a gap, which is never filled.
    this.#last = (Math.floor(this.#last / step) + 1) * step + numberOf(this.#tag);
    const seq = this.#last;
    const at = this.#secrets.now();
    const said = cutText(what, limits.audit_what_chars_max);
    const { account, name } = by;
    const record: AuditRecord = { seq, at, account, name, what: said, from, to };
    const key = `${prefixOf(seq)}/${this.#tag}`;
    // What others write at the same time makes it a few more; the next one sees to that.
    const surplus = Math.max(0, this.#keys.length + 1 - rosterLimits.audit_records_max);
    return [
      { space, key, value: { v: form_version, ...record } },
      ...this.#keys
        .slice(0, surplus)
        .map((old) => ({ space, key: old, value: undefined }) as const),
    ];
  }

  #take(key: string, isThere: boolean): void {
    const place = this.#placeOf(key);
    const isKnown = this.#keys[place] === key;
    if (isThere && !isKnown) this.#keys.splice(place, 0, key);
    if (!isThere && isKnown) this.#keys.splice(place, 1);
    if (!isThere) return;
    this.#last = Math.max(this.#last, seqOf(key)!);
    this.#tell();
  }

  /** Once for all of one entry. */
  #tell(): void {
    this.#isAdded = true;
    this.#writer.afterEntry(() => {
      if (!this.#isAdded) return;
      this.#isAdded = false;
      this.#added.tell();
    });
  }

  /** Of the first key that is not below this one. */
  #placeOf(key: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Sorts as its number does. */
function prefixOf(seq: number): string {
  return `${kind}/${String(seq).padStart(16, '0')}`;
}

function seqOf(key: string | undefined): number | undefined {
  return key === undefined ? undefined : Number(key.split('/')[1]);
}

/** Below `step`. */
function numberOf(tag: string): number {
  let number = 0;
  for (const char of tag) number = (number * 64 + char.charCodeAt(0)) % step;
  return number;
}

function recordOf(value: unknown): AuditRecord {
  const { v: _, ...record } = value as AuditRecord & { v: number };
  return record;
}
