import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { open, type Database } from 'lmdb';
import type { KeyKind, Work } from './work.ts';

/** Every key of an LMDB folder, by database and key in hex, with its value. */
export type Dump = ReadonlyMap<string, ReadonlyMap<string, Buffer>>;

const file_name = 'data.mdb';
const databases_max = 64;

/** Reads the folder below which a running server keeps its LMDB file. */
export async function dump(folder: string): Promise<Dump> {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (path) => path === file_name || path.endsWith(`/${file_name}`),
  );
  if (found === undefined) throw new Error(`no ${file_name} below ${folder}`);
  const root = open<Buffer, string>({
    path: dirname(join(folder, found)),
    readOnly: true,
    noSubdir: false,
    encoding: 'binary',
    maxDbs: databases_max,
  });
  try {
    const names = [...root.getKeys()];
    return new Map(names.map((name) => [name, all(root.openDB({ name, ...raw }))]));
  } finally {
    await root.close();
  }
}

const raw = { encoding: 'binary', keyEncoding: 'binary' } as const;

function all(db: Database<Buffer, Buffer>): Map<string, Buffer> {
  const keys = new Map<string, Buffer>();
  for (const { key, value } of db.getRange()) {
    keys.set(Buffer.from(key).toString('hex'), Buffer.from(value));
  }
  return keys;
}

/** The folder before and after posts that were committed as one batch. */
export interface Batch {
  readonly before: Dump;
  readonly after: Dump;
}

/**
 * What posts cost, told from three batches: one post; `count` posts to one ticket; one post to each
 * of `count` tickets. Throws where the folder changes in a way that a peer could not imitate.
 */
export function workOf(count: number, one: Batch, many: Batch, spread: Batch): Work {
  const [single, piled, wide] = [one, many, spread].map(changesOf) as [Changes, Changes, Changes];
  const names = new Set([...single.keys(), ...piled.keys(), ...wide.keys()]);
  return [...names].toSorted().map((name) => {
    const of = (changes: Changes): Change => changes.get(name) ?? { keys: 0, key_bytes: 0, bytes: 0 };
    return kindOf(name, count, of(single), of(piled), of(wide));
  });
}

interface Change {
  readonly keys: number;
  /** Of all keys, and of all values. */
  readonly key_bytes: number;
  readonly bytes: number;
}

type Fate = KeyKind['fate'];
type Changes = ReadonlyMap<`${string} ${Fate}`, Change>;

function changesOf({ before, after }: Batch): Changes {
  const changes = new Map<`${string} ${Fate}`, Change>();
  for (const [db, keys] of after) {
    const old = before.get(db) ?? new Map<string, Buffer>();
    for (const key of old.keys()) if (!keys.has(key)) throw new Error(`a post removes from ${db}`);
    for (const [key, value] of keys) {
      const was = old.get(key);
      if (was?.equals(value) === true) continue;
      const name = `${db} ${was === undefined ? 'fresh' : 'same'}` as const;
      const sum = changes.get(name) ?? { keys: 0, key_bytes: 0, bytes: 0 };
      changes.set(name, {
        keys: sum.keys + 1,
        key_bytes: sum.key_bytes + key.length / 2,
        bytes: sum.bytes + value.length,
      });
    }
  }
  return changes;
}

function kindOf(name: string, count: number, one: Change, many: Change, spread: Change): KeyKind {
  const [db, fate] = name.split(' ') as [string, Fate];
  const { keys } = one;
  const shape = { db, fate, keys, key_bytes: Math.round(one.key_bytes / keys) };
  const bytes = one.bytes / keys;
  const post_bytes = (many.bytes - one.bytes) / (count - 1) / keys;
  if (many.keys === keys * count && spread.keys === keys * count) {
    return { ...shape, per: 'post', base_bytes: many.bytes / many.keys, ticket_bytes: 0, post_bytes: 0 };
  }
  if (many.keys === keys && spread.keys === keys * count) {
    return { ...shape, per: 'ticket', base_bytes: bytes - post_bytes, ticket_bytes: 0, post_bytes };
  }
  if (many.keys === keys && spread.keys === keys) {
    const ticket_bytes = (spread.bytes - many.bytes) / (count - 1) / keys;
    const base_bytes = bytes - ticket_bytes - post_bytes;
    return { ...shape, per: 'batch', base_bytes, ticket_bytes, post_bytes };
  }
  const seen = `${keys}, ${many.keys}, ${spread.keys}`;
  throw new Error(`${name}: ${seen} keys in the batches, which fits neither batch, ticket nor post`);
}
