import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Key } from 'lmdb';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Applied } from '../../../server/storage/applied.ts';
import { decode, encode } from '../../../server/storage/packed/codec.ts';
import { decodeEntry } from '../../../server/storage/log/entry.ts';
import { publicEntryOf, supportEntryOf } from '../../../server/storage/rows/history.ts';
import { part } from '../../../server/storage/rows/keys.ts';
import type { MemoryRows } from '../../../server/storage/tables/memory-rows.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { headOf, ticketOf } from '../../../server/storage/packed/row.ts';
import { databaseNames } from '../../../server/storage/rows/rows.ts';
import { earlierIndex } from '../../support/earlier-lists.ts';
import { packageRoot } from '../../support/package-root.ts';

/** An entry as it was stored once, and all that it meant then. */
export interface Kept {
  /** What of: the type of a change or an entry, or `SPACE KIND` of a record. */
  readonly of: string;
  readonly name: string;
  /** The sample that was applied before; null: nothing was. */
  readonly after: string | null;
  readonly subject: string;
  readonly position: number;
  /** As in the log, base64. */
  readonly bytes: string;
  /** What they decode to. */
  readonly entry: unknown;
  /** What it changed in each database; a snapshot of the ticket stands in its row. */
  readonly made: Made;
  /** What it left to be worked off; left out while no entry left anything. */
  readonly due?: Made;
}

/** By database; without a value the key was removed. */
export type Made = Readonly<Record<string, ReadonlyArray<readonly [key: Key, value?: unknown]>>>;

export function idOf({ of, name }: Pick<Kept, 'of' | 'name'>): string {
  return `${of}: ${name}`;
}

const file = join(packageRoot, 'test/data/stored-forms.json');

export function readKept(): Kept[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Kept[];
}

/** One line for each row, so that it is seen what comes. */
export function writeKept(samples: readonly Kept[]): void {
  const made = (value: Made): string => {
    const parts = Object.entries(value).map(([name, rows]) => {
      const lines = rows.map((row) => `\n    ${JSON.stringify(row)}`);
      return `\n   ${JSON.stringify(name)}: [${lines.join(',')}]`;
    });
    return `{${parts.join(',')}}`;
  };
  const texts = samples.map((sample) => {
    const fields = Object.entries(sample).map(([name, value]) => {
      const isMade = name === 'made' || name === 'due';
      return `\n  "${name}": ${isMade ? made(value as Made) : JSON.stringify(value)}`;
    });
    return ` {${fields.join(',')}}`;
  });
  writeFileSync(file, `[\n${texts.join(',\n')}\n]\n`);
}

/** Of earlier versions; nothing is added. */
const earlier: readonly string[] = ['claims'];

/** Tables whose rows are looked at from outside. */
class OpenTables extends MemoryTables {
  readonly #counted = new Set<string>();

  rows(): Map<string, Map<string, { readonly key: Key; readonly value: Buffer }>> {
    const names = databaseNames.filter((name) => !earlier.includes(name));
    return new Map(
      names.map((name) => {
        const db = name === 'index' ? this.#index() : this.view.dbs[name];
        const rows = [...db.getRange({})];
        return [name, new Map(rows.map((row) => [JSON.stringify(row.key), row]))] as const;
      }),
    );
  }

  /** Lists are shown as they were stored when the samples were made: what is in them, not how. */
  #index(): MemoryRows {
    const rows = earlierIndex(this.view.dbs);
    for (const { key } of rows.getRange({})) {
      const [kind, list] = key as [string, string];
      if (kind === 'count') this.#counted.add(list);
    }
    // One that has come to be empty had a count still.
    for (const list of this.#counted) {
      if (!rows.doesExist(['count', list])) rows.put(['count', list], encode(0));
    }
    return rows;
  }

  ticketOf(subject: string): Ticket | null {
    return this.ticket(subject.replace('ticket.', '')).state ?? null;
  }
}

/** What an entry comes to on the tables as they are. Plain data, as it is kept. */
export function applied(
  tables: OpenTables,
  { subject, position, bytes }: Pick<Kept, 'subject' | 'position' | 'bytes'>,
): Pick<Kept, 'entry' | 'made'> & { readonly due: Made; readonly told: Applied } {
  const entry = { position, subject, bytes: Buffer.from(bytes, 'base64') };
  const before = tables.rows();
  const told = tables.apply(entry);
  const made: Record<string, Array<[Key, unknown?]>> = {};
  const due: typeof made = {};
  for (const [name, rows] of tables.rows()) {
    const had = before.get(name)!;
    const changes: Array<[Key, unknown?]> = [];
    for (const [text, { key, value }] of rows) {
      if (!had.get(text)?.value.equals(value)) changes.push([key, valueOf(name, key, value)]);
    }
    for (const [text, { key }] of had) if (!rows.has(text)) changes.push([key]);
    // A turn makes records only for whoever works off what it left to be done.
    const isDue = name === 'due' || (name === 'records' && told.type === 'turn');
    if (!isDue) made[name] = changes;
    else if (changes.length > 0) due[name] = changes;
  }
  return plain({ entry: decodeEntry(entry.bytes), made, due, told });
}

/** Tables to which a sample and all before it were applied. */
export function tablesAfter(id: string | null, samples: readonly Kept[]): OpenTables {
  const tables = new OpenTables();
  const chain: Kept[] = [];
  for (let next = id; next !== null; next = chain[0]!.after) {
    const wanted = next;
    const found = samples.find((sample) => idOf(sample) === wanted);
    if (found === undefined) throw new Error(`no sample is named ${wanted}`);
    chain.unshift(found);
  }
  for (const sample of chain) applied(tables, sample);
  return tables;
}

/** What it says, in whichever form it is stored. */
function valueOf(database: string, key: Key, value: Buffer): unknown {
  if (database === 'active' || database === 'settled') {
    return { position: headOf(value), ticket: ticketOf(value) };
  }
  if (database !== 'tickets') return decode(value);
  switch ((key as [string, number])[1]) {
    case part.public:
      return publicEntryOf(value);
    case part.support:
      return supportEntryOf(value);
    default:
      return decode(value);
  }
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
