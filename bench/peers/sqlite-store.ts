import { join } from 'node:path';
import { loadPeer } from '../installed.ts';
import { putsOf, type StoredPost, type Work } from '../work.ts';
import type { Store } from './store.ts';

/** As much of better-sqlite3 as is used here. */
interface Statement {
  run(...values: readonly unknown[]): unknown;
}
interface Sqlite {
  pragma(text: string): unknown;
  exec(text: string): unknown;
  prepare(text: string): Statement;
  transaction<A extends readonly unknown[]>(run: (...args: A) => void): (...args: A) => void;
  close(): void;
}
type SqliteClass = new (path: string) => Sqlite;

/** SQLite that has each transaction on disk before it goes on. One table for each LMDB database. */
export function openSqliteStore(folder: string, work: Work): Store {
  const Database = loadPeer('better-sqlite3') as SqliteClass;
  const sqlite = new Database(join(folder, 'posts.sqlite'));
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  const names = new Set(work.map((kind) => kind.db));
  const puts = new Map<string, Statement>();
  for (const name of names) {
    sqlite.exec(`CREATE TABLE "${name}" (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID`);
    puts.set(name, sqlite.prepare(`INSERT OR REPLACE INTO "${name}" VALUES (?, ?)`));
  }
  const write = sqlite.transaction((posts: readonly StoredPost[]) => {
    for (const { db, key, value } of putsOf(work, posts)) puts.get(db)!.run(key, value);
  });
  return { write, close: () => sqlite.close() };
}
