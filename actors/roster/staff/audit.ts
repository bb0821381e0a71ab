import { limits } from '../../../protocol/limits.ts';
import { cutText } from '../../../protocol/cut.ts';
import type { AuditWhat } from '../../../protocol/audit-kinds.ts';
import type { AuditRecord } from '../../../protocol/admin-rows.ts';
import { recordWithoutNames } from './audit-names.ts';
import { Listeners } from '../../runtime/listeners.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Secrets } from '../tokens/secrets.ts';
import { form_version, type RecordKind, type Trail } from '../../records/draft.ts';
import type { RecordPut, RecordStore } from '../../records/store.ts';
import { storedUnder } from '../../records/stored.ts';
import type { RecordWriter } from '../../records/writer.ts';

/** Who changes something. */
export interface Changer {
  /** Number of the account; null for the command line. */
  readonly account: string | null;
  readonly name: string;
  /** Whether the session is restricted to player-facing rights. */
  readonly restricted: boolean;
}

export const commandLine: Changer = {
  account: null,
  name: 'command line',
  restricted: false,
};

const space = 'settings';
const kind = 'audit';
/** Distance between two numbers. The rest tells apart servers that write at the same time. */
const step = 1_000_000;
const tag_chars = 16;
/** Records of one entry. */
const rewritten_at_once = 100;
/** Of records that stand for no change of another record. */
const noted_subject = 'audit';

/**
 * Who changed which settings and rights, and when. A record is written together with its change, so
 * that none is missing or false. The oldest is removed for the newest. Kept under
 * `audit/NUMBER/TAG`, by earlier versions under `audit/NUMBER`. Each server has its own tag, which
 * its numbers end with, so that no server overwrites a record of another.
 */
export class Audit {
  readonly #store: RecordStore;
  readonly #secrets: Secrets;
  readonly #writer: RecordWriter;
  readonly #tag: string;
  readonly #added = new Listeners<[]>();
  #isAdded = false;
  /** The records themselves, of which none is in memory. */
  readonly #stored: RecordKind<AuditRecord> = {
    space,
    prefix: kind,
    get: (id) => {
      const value = this.#store.get(space, `${kind}/${id}`);
      return value === undefined ? undefined : recordOf(value);
    },
    isFull: () => false,
    stored: (record) => record,
  };
  /** Keys of all records, oldest first. */
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

  /** Records a change; `shown` selects what to tell of the record before and after it. */
  trail(by: Changer, what: AuditWhat, shown: (record: never) => unknown): Trail {
    const textOf = (record: object | undefined): string | null => {
      const value = record === undefined ? undefined : shown(record as never);
      return value === undefined ? null : JSON.stringify(value);
    };
    return (before, after) => this.#puts(by, what, textOf(before), textOf(after));
  }

  /** Records what was done and changed no record. Resolves to whether that is on disk. */
  async note(by: Changer, what: AuditWhat, about: object): Promise<boolean> {
    const noted = await this.#writer.change(noted_subject, (draft) => {
      const [own, ...removed] = this.#puts(by, what, null, JSON.stringify(about));
      const id = own!.key.slice(kind.length + 1);
      draft.put(this.#stored, id, recordOf(own!.value), () => removed);
    });
    return noted.kind === 'durable';
  }

  /** Called once a recorded change can be read, whichever process made it. */
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

  /** Takes the names of an account out of all records. Resolves to whether that is on disk. */
  async withoutNames(account: string): Promise<boolean> {
    // Copied, since records come and go meanwhile.
    const keys = [...this.#keys];
    for (let at = 0; at < keys.length; at += rewritten_at_once) {
      const some = keys.slice(at, at + rewritten_at_once);
      const changed = await this.#writer.change('settings', (draft) => {
        for (const key of some) {
          const id = key.slice(kind.length + 1);
          const record = this.#stored.get(id);
          const after = record && recordWithoutNames(record, account);
          if (after !== record) draft.put(this.#stored, id, after);
        }
      });
      if (!('value' in changed)) return false;
    }
    return true;
  }

  #puts(by: Changer, what: string, from: string | null, to: string | null): RecordPut[] {
    const { record, id } = this.#next(by, what, from, to);
    // Concurrent writers may exceed the bound by a few; the next write removes them.
    const surplus = Math.max(0, this.#keys.length + 1 - rosterLimits.audit_records_max);
    return [
      { space, key: `${kind}/${id}`, value: { v: form_version, ...record } },
      ...this.#keys
        .slice(0, surplus)
        .map((old) => ({ space, key: old, value: undefined }) as const),
    ];
  }

  /** A new record, and what its key ends with. */
  #next(
    by: Changer,
    what: string,
    from: string | null,
    to: string | null,
  ): { readonly record: AuditRecord; readonly id: string } {
    // A refused write leaves a gap that is never filled.
    this.#last = (Math.floor(this.#last / step) + 1) * step + numberOf(this.#tag);
    const seq = this.#last;
    const at = this.#secrets.now();
    const said = cutText(what, limits.audit_what_chars_max);
    const { account, name } = by;
    const record: AuditRecord = { seq, at, account, name, what: said, from, to };
    return { record, id: `${prefixOf(seq).slice(kind.length + 1)}/${this.#tag}` };
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

  /** Once per entry. */
  #tell(): void {
    this.#isAdded = true;
    this.#writer.afterEntry(() => {
      if (!this.#isAdded) return;
      this.#isAdded = false;
      this.#added.tell();
    });
  }

  /** Index of the first key that is not below this one. */
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

/** Sorts like its number. */
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
