import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { open, type Database } from 'lmdb';
import type { KeyKind, Work } from './work.ts';

/** Every key of an LMDB folder, by database and by key in hex, with its value. */
export type Dump = ReadonlyMap<string, ReadonlyMap<string, Buffer>>;

const file_name = 'data.mdb';
const databases_max = 64;

/** Reads the LMDB file of a running server below this folder. */
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
 * What posts cost, derived from three batches: one post; `count` posts to one ticket; one post to
 * each of `count` tickets. Throws if the folder changes in a way that a peer could not imitate.
 */
export function workOf(count: number, one: Batch, many: Batch, spread: Batch): Work {
  const writes = [one, many, spread].map(writesOf) as [Write[], Write[], Write[]];
  return shapesOf(writes[0]).map((shape) => {
    const [single, piled, wide] = writes.map((batch) =>
      sumOf(batch.filter((write) => isOf(shape, write))),
    );
    return kindOf(shape, count, single!, piled!, wide!);
  });
}

/** A key that was put. */
interface Write {
  readonly db: string;
  readonly fate: KeyKind['fate'];
  readonly key_bytes: number;
  readonly bytes: number;
}

function writesOf({ before, after }: Batch): Write[] {
  const writes: Write[] = [];
  for (const [db, keys] of after) {
    const old = before.get(db) ?? new Map<string, Buffer>();
    for (const key of old.keys()) if (!keys.has(key)) throw new Error(`a post removes from ${db}`);
    for (const [key, value] of keys) {
      const was = old.get(key);
      if (was?.equals(value) === true) continue;
      const fate = was === undefined ? 'fresh' : 'same';
      writes.push({ db, fate, key_bytes: key.length / 2, bytes: value.length });
    }
  }
  return writes;
}

/** Identifies keys of one kind: same database, same treatment, similar length. */
interface Shape {
  readonly db: string;
  readonly fate: KeyKind['fate'];
  readonly key_bytes: number;
}

/** Numbers in keys vary by a few bytes; other differences are larger. */
const same_kind_bytes = 8;

function isOf(shape: Shape, { db, fate, key_bytes }: Write): boolean {
  return (
    db === shape.db &&
    fate === shape.fate &&
    Math.abs(key_bytes - shape.key_bytes) < same_kind_bytes
  );
}

function shapesOf(writes: readonly Write[]): Shape[] {
  const shapes: Shape[] = [];
  for (const write of writes) if (!shapes.some((shape) => isOf(shape, write))) shapes.push(write);
  return shapes;
}

interface Sum {
  readonly keys: number;
  /** Of all values. */
  readonly bytes: number;
}

function sumOf(writes: readonly Write[]): Sum {
  return { keys: writes.length, bytes: writes.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function kindOf(
  { db, fate, key_bytes }: Shape,
  count: number,
  one: Sum,
  many: Sum,
  spread: Sum,
): KeyKind {
  const { keys } = one;
  const shape = { db, fate, keys, key_bytes };
  const bytes = one.bytes / keys;
  const post_bytes = (many.bytes - one.bytes) / (count - 1) / keys;
  if (many.keys === keys * count && spread.keys === keys * count) {
    return {
      ...shape,
      per: 'post',
      base_bytes: many.bytes / many.keys,
      ticket_bytes: 0,
      post_bytes: 0,
    };
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
  throw new Error(`${db}: ${seen} keys in the batches, which fits neither batch, ticket nor post`);
}
