import { closeSync, fdatasync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { putsOf, type StoredPost, type Work } from '../work.ts';
import type { Store } from './store.ts';

const flush = promisify(fdatasync);
export const file_bytes = 64 * 1024 * 1024;
const chunk = Buffer.alloc(1024 * 1024);

/**
 * An append-only file: a batch is one write into pages that are there already, and one flush, one
 * after the other; what comes while one is under way shares the next. When the file is full it is
 * written from its beginning again, as a log does that uses its segments anew.
 */
export function openFileStore(folder: string, work: Work): Store {
  const file = openSync(join(folder, 'posts.log'), 'w');
  for (let at = 0; at < file_bytes; at += chunk.length) writeSync(file, chunk, 0, chunk.length, at);
  fsyncSync(file);
  let end = 0;
  let waiting: StoredPost[] = [];
  let underWay: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  const writeWaiting = async (): Promise<void> => {
    const posts = waiting;
    waiting = [];
    next = undefined;
    const bytes = Buffer.concat(putsOf(work, posts).flatMap(({ key, value }) => [key, value]));
    if (end + bytes.length > file_bytes) end = 0;
    writeSync(file, bytes, 0, bytes.length, end);
    end += bytes.length;
    await flush(file);
  };
  return {
    write(posts) {
      waiting.push(...posts);
      if (next === undefined) {
        next = underWay.then(writeWaiting);
        underWay = next;
      }
      return next;
    },
    async close() {
      await underWay;
      closeSync(file);
    },
  };
}
