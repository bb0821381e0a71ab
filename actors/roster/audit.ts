import { limits } from '../../protocol/limits.ts';
import { cutText } from '../../protocol/cut.ts';
import type { AuditRecord } from '../../protocol/admin.ts';
import { rosterLimits } from './limits.ts';
import type { Secrets } from './secrets.ts';
import { form_version, type Trail } from '../records/draft.ts';
import type { RecordPut, RecordStore } from '../records/store.ts';

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
const prefix = 'audit/';
const page_records_max = 1_000;

/**
 * Who changed what of the settings and of who may do what, and when. A record is in the same write
 * as its change, so that there is none of what never happened and none is missing. The oldest makes
 * room for the newest.
 */
export class Audit {
  readonly #store: RecordStore;
  readonly #secrets: Secrets;
  readonly #added: Array<() => void> = [];
  #last = 0;

  constructor(store: RecordStore, secrets: Secrets) {
    this.#store = store;
    this.#secrets = secrets;
    let isAdded = false;
    store.onPuts(
      (puts) => {
        isAdded = puts.some(
          ({ space: of, key, value }) =>
            of === space && key.startsWith(prefix) && value !== undefined,
        );
      },
      () => {
        if (isAdded) for (const listener of this.#added) listener();
      },
    );
    let from = prefix;
    for (;;) {
      const keys = store.list(space, { prefix, from, limit: page_records_max });
      this.#last = seqOf(keys.at(-1)?.key) ?? this.#last;
      if (keys.length < page_records_max) return;
      from = keys.at(-1)!.key;
    }
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
    this.#added.push(listener);
  }

  /** Newest first, below `before`. */
  page(before: number | undefined, limit: number): { records: AuditRecord[]; more: boolean } {
    const top = Math.min(before ?? Infinity, this.#last + 1) - 1;
    const from = Math.max(1, top - limit + 1);
    const kept = this.#store.list(space, { prefix, from: keyOf(from), limit });
    const records = kept.map(({ value }) => recordOf(value)).filter(({ seq }) => seq <= top);
    const oldest = seqOf(this.#store.list(space, { prefix, limit: 1 })[0]?.key);
    return { records: records.toReversed(), more: oldest !== undefined && oldest < from };
  }

  #puts(by: Changer, what: string, from: string | null, to: string | null): RecordPut[] {
    // A write that is refused leaves a gap, which is never filled.
    this.#last += 1;
    const seq = this.#last;
    const at = this.#secrets.now();
    const said = cutText(what, limits.audit_what_chars_max);
    const { account, name } = by;
    const record: AuditRecord = { seq, at, account, name, what: said, from, to };
    const puts: RecordPut[] = [{ space, key: keyOf(seq), value: { v: form_version, ...record } }];
    const surplus = seq - rosterLimits.audit_records_max;
    if (surplus > 0) puts.push({ space, key: keyOf(surplus), value: undefined });
    return puts;
  }
}

/** Sorts as its number does. */
function keyOf(seq: number): string {
  return prefix + String(seq).padStart(16, '0');
}

function seqOf(key: string | undefined): number | undefined {
  return key === undefined ? undefined : Number(key.slice(prefix.length));
}

function recordOf(value: unknown): AuditRecord {
  const { v: _, ...record } = value as AuditRecord & { v: number };
  return record;
}
