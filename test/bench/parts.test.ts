import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tablesCaughtUp } from '../../bench/behind.ts';
import { file_bytes, openFileStore } from '../../bench/peers/file-store.ts';
import { putsOf, type StoredPost, type Work } from '../../bench/work.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('parts of the bench');

/** A server whose `/metrics` are these texts, one after the other, and how many were asked for. */
async function told(texts: readonly string[]): Promise<{ asked: number; seconds: number }> {
  let asked = 0;
  const http = createServer((_, response) => response.end(texts[asked++]));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  try {
    const seconds = await tablesCaughtUp((http.address() as AddressInfo).port);
    return { asked, seconds };
  } finally {
    http.close();
    http.closeAllConnections();
  }
}

test("[B7] a round ends when the server's tables have all that is durable, and a server that does not tell so puts nothing off", async () => {
  const gauge = (value: number): string =>
    `# TYPE shardbell_tables_behind_positions gauge\nshardbell_tables_behind_positions ${value}\nother 7\n`;
  const waited = await told([gauge(2), gauge(1), gauge(0)]);
  assert.is(waited.asked, 3);
  assert.ok(waited.seconds > 0);
  assert.equal(await told([gauge(0)]), { asked: 1, seconds: 0 });
  assert.equal(await told(['other 7\n']), { asked: 1, seconds: 0 });
});

test('[B8] the append-only file holds what was posted, one post after the other, before anybody is told; once it is full it is written from its beginning again', async () => {
  const work: Work = [
    {
      db: 'history',
      fate: 'fresh',
      per: 'post',
      keys: 1,
      key_bytes: 32,
      // So that three batches fill the file.
      base_bytes: 1_000_000,
      ticket_bytes: 0,
      post_bytes: 0,
    },
  ];
  const data = mkdtempSync(join(tmpdir(), 'shardbell-bench-test-'));
  const store = openFileStore(data, work);
  try {
    const bytesOf = (posts: readonly StoredPost[]): Buffer =>
      Buffer.concat(putsOf(work, posts).flatMap(({ key, value }) => [key, value]));
    const batch = (first: number, count: number): StoredPost[] =>
      Array.from({ length: count }, (_, i) => ({ ticket: 'ticket', number: first + i }));
    const batches = [batch(1, 1), batch(2, 30), batch(32, 40)];
    for (const posts of batches) await store.write(posts);
    const all = readFileSync(join(data, 'posts.log'));
    assert.is(all.length, file_bytes);
    // The last did not fit behind the others.
    const third = bytesOf(batches[2]!);
    assert.ok(all.subarray(0, third.length).equals(third));
    await Promise.all([store.write(batch(72, 1)), store.write(batch(73, 1))]);
    const after = readFileSync(join(data, 'posts.log'));
    const last = bytesOf([...batch(72, 1), ...batch(73, 1)]);
    assert.ok(after.subarray(third.length, third.length + last.length).equals(last));
  } finally {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  }
});
