/**
 * A process that does something to a data folder, for the tests that need a second one:
 *
 *     node storage-child.js storm|fill|behind|hold|take|take_unlocked FOLDER
 *
 * It tells each step in one line on standard output, and waits for a line on standard input where a
 * step says so.
 */
import { readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { openMeta, openRoot } from '../../server/storage/lmdb/databases.ts';
import { openFolderStorage } from '../../server/storage/folder/folder-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { BehindFolder } from './behind-folder.ts';
import { stormEntries } from './behind-storm.ts';
import { Story, said } from './story.ts';
import { countTurns, receiptsOf, storiesOf, turnOf } from './storm.ts';

const [task = '', folder = ''] = process.argv.slice(2);

const tasks: Record<string, () => Promise<void>> = {
  storm,
  fill,
  behind,
  hold,
  take,
  take_unlocked,
};
await tasks[task]!();

/** Synchronous, so that a line is out before whatever ends this process. */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

function waitForLine(): string {
  const line = Buffer.alloc(64);
  return line.toString('utf8', 0, readSync(0, line)).trim();
}

async function opened(): Promise<Storage> {
  const result = await openFolderStorage(folder);
  if (!result.ok) throw new Error(result.sentence);
  return result.storage;
}

/** Commits to many tickets without end, and tells each durable one. */
async function storm(): Promise<void> {
  const storage = await opened();
  const stories = storiesOf();
  const run = async (story: Story): Promise<void> => {
    const { state, head } = await storage.tickets.load(story.id);
    story.state = state ?? null;
    story.head = head;
    countTurns(story, storage);
    for (;;) {
      await story.commitWith(storage, receiptsOf(story), ...turnOf(story));
      tell(`${story.id} ${story.head} ${story.offset}`);
    }
  };
  await Promise.all(stories.map(run));
}

/** Commits until it is refused, says whether reads go on, and tries again when told. */
async function fill(): Promise<void> {
  const storage = await opened();
  const story = new Story('t1', 1);
  await story.open(storage);
  const record = () => story.record([said('x'.repeat(100_000))]);
  for (;;) {
    const next = record();
    const outcome = await storage.tickets.commit(story.id, story.head, next);
    if (outcome.kind === 'durable') {
      story.wrote(next, outcome.head, outcome.head);
      continue;
    }
    tell(outcome.kind);
    break;
  }
  const { state, head } = await storage.tickets.load(story.id);
  const entries = storage.tables.history(story.id, 'public', { limit: 1_000 }).length;
  tell(`${head === story.head} ${entries > 1 && state?.publicSeq === entries}`);
  waitForLine();
  const offset = story.offset;
  while (storage.fault() !== undefined) await wait(50);
  await story.commit(storage, said('there is space again'));
  tell(`${story.offset > offset} ${story.head}`);
  await storage.close();
}

/** Applies entries without end, some each turn, and tells up to which of them all is in LMDB. */
async function behind(): Promise<void> {
  const held = await BehindFolder.open(folder);
  const tables = held.tables({ limits: { layer_keys_max: 200, write_every_ms: 5 } });
  tables.writer.onFlushed((position) => tell(`${position}`));
  for (const entry of stormEntries()) {
    if (entry.position <= tables.position) continue;
    tables.apply(entry);
    if (entry.position % 10 === 0) await turn();
    if (tables.writer.isFull(entry.subject)) await tables.writer.flush();
  }
}

/** Keeps the write lock of the folder until told to let go, so that it looks like a disk that hangs. */
async function hold(): Promise<void> {
  const root = openRoot(folder);
  const meta = openMeta(root);
  meta.transactionSync(() => {
    tell('held');
    waitForLine();
  });
  await root.close();
}

/** Opens a folder that another server holds, as one that cannot see the other's process. */
async function take(): Promise<void> {
  rmSync(join(folder, 'server.pid'));
  const storage = await opened();
  tell('taken');
  waitForLine();
  const { state, head } = await storage.tickets.load('t1');
  const story = new Story('t1', 1);
  story.state = state ?? null;
  story.head = head;
  await story.commit(storage, said('from the new server'));
  tell(`${story.head}`);
  waitForLine();
  await storage.close();
}

/** The same, as one that shares no lock of lmdb with the other. */
async function take_unlocked(): Promise<void> {
  rmSync(join(folder, 'lock.mdb'));
  writeFileSync(join(folder, 'lock.mdb'), Buffer.alloc(4096));
  await take();
}
