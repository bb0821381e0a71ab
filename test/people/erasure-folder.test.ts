import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { openAccess, type Access } from '../../server/identity/access.ts';
import { ErasureList } from '../../server/storage/folder/erasure-list.ts';
import { openFolderStorage } from '../../server/storage/folder/folder-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { commandLine } from '../../actors/roster/staff/audit.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { Turns } from '../../server/platform/turns.ts';
import { Erasures } from '../../server/tickets/erasures.ts';
import type { Change } from '../../actors/ticket/event.ts';
import type { Author } from '../../protocol/ticket.ts';
import { limits } from '../../protocol/limits.ts';
import { Story, archiving, closing, noted, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';
import { withParts } from '../support/with-parts.ts';

const test = suite('erasing in a folder', { limit_ms: 60_000 });

const tickets_count = 3;
const canaries = ['canary-name', 'canary-text'];

interface Office {
  readonly storage: Storage;
  readonly access: Access;
  readonly erasures: Erasures;
  /** Nobody waits for it any more. */
  isOver: boolean;
  /** How many entries were appended since it was opened. */
  appended(): number;
  close(): Promise<void>;
}

async function openOffice(folder: string, entries_max = Infinity): Promise<Office> {
  const opened = await openFolderStorage(folder);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage } = opened;
  let count = 0;
  const counted = async <T>(append: () => Promise<T>): Promise<T> => {
    count += 1;
    if (count > entries_max) return new Promise<T>(() => {});
    return append();
  };
  const { tickets, records } = storage;
  const dying = withParts(storage, {
    tickets: withParts(tickets, {
      rewrite: (...about) => counted(() => tickets.rewrite(...about)),
    }),
    records: withParts(records, {
      append: (...about) => counted(() => records.append(...about)),
      merge: (...about) => counted(() => records.merge(...about)),
    }),
  });
  const access = await openAccess(dying.records, nodeSecrets);
  count = 0;
  const list = new ErasureList({
    data: folder,
    origin: storage.epoch,
    backups: undefined,
    onFault: (error) => {
      throw error;
    },
  });
  const erasures = new Erasures({
    storage: dying,
    access,
    turns: new Turns(),
    clock: systemClock,
    list,
    freePages: async () => {},
    onFault: (error) => {
      throw error;
    },
  });
  return {
    storage,
    access,
    erasures,
    isOver: false,
    appended: () => count,
    // The folder itself is closed by whoever opened it: a killed process would leave it as it is.
    close: () => storage.close(),
  };
}

async function commitBy(
  { tickets }: Storage,
  story: Story,
  by: Author,
  ...changes: Change[]
): Promise<void> {
  const record = story.record(changes);
  const events = record.events.map((event) => ({ ...event, by }));
  const outcome = await tickets.commit(story.id, story.head, { events, receipts: [] });
  if (outcome.kind !== 'durable') throw new Error(`the commit was ${outcome.kind}`);
  story.wrote({ ...record, events }, outcome.head, outcome.head);
}

/** A folder with a player in several tickets, of every state. Gives the account. */
async function filled(folder: string): Promise<string> {
  const { storage, access, close } = await openOffice(folder);
  await access.roster.upsertAccount('north', { account: 'a-1', name: 'canary-name' });
  const ana = access.roster.accountOf('north', 'a-1')!.id;
  const character = { account: 'a-1', character: 'c-1', name: 'canary-name' };
  await access.roster.upsertCharacter('north', character);
  await access.links.make(ana, false);
  await access.webSessions.make(ana, false);
  await access.roster.discord.link(ana, '200000000000000001');
  await access.canned.set(ana, 'r-1', { title: 'canary-name', text: 'canary-text' });
  await access.staff.setAlias(
    ana,
    'canary-name',
    access.audit.trail(
      commandLine,
      `alias of canary-name (${ana})`,
      ({ alias }: { alias: string }) => alias,
    ),
  );
  for (let i = 0; i < tickets_count; i += 1) {
    const story = new Story(`t${i}`, i + 1, [ana, '12']);
    const participants = story.participants.map((one) =>
      one.account === ana ? { ...one, name: 'canary-name' } : one,
    );
    const by = { side: 'player', account: ana, name: 'canary-name' } as const;
    const opening = { ...story.opening, participants, subject: 'canary-text stuck' } as Change;
    await commitBy(storage, story, by, opening, said('canary-text'));
    await story.commit(storage, said('an answer'), noted('a note'));
    await commitBy(storage, story, by, said('canary-text'));
    if (i > 0) await story.commit(storage, closing);
    if (i > 1) await story.commit(storage, archiving);
  }
  const merged = await storage.records.merge([
    { space: 'seen', key: `${ana}/t1`, value: { public: 1, support: 0, at: 1 } },
  ]);
  assert.is(merged.kind, 'durable');
  await access.stop();
  await close();
  return ana;
}

/** Everything that can be read of a folder: tickets, records, words. */
function readable({ tables }: Storage): string {
  const ids = Array.from({ length: tickets_count }, (_, i) => `t${i}`);
  const spaces = ['roster', 'settings', 'notice', 'web', 'seen', 'discord', 'numbers'] as const;
  return JSON.stringify([
    ids.map((id) => [
      tables.ticket(id),
      tables.history(id, 'support', { limit: limits.entries_max }),
    ]),
    spaces.map((space) => tables.list(space, { prefix: '', limit: 10_000 })),
    [...tables.active()],
    tables.closedTickets({ limit: 100 }),
    canaries.map((word) => tables.closedByWord(word.split('-')[0]!, { limit: 10 })),
  ]);
}

function assertErased(storage: Storage, ana: string, where: string): void {
  const left = readable(storage);
  for (const canary of canaries) assert.not(left.includes(canary), `${where}: ${left}`);
  assert.ok(left.includes('an answer') && left.includes('a note'), where);
  for (const space of ['seen', 'notice'] as const)
    assert.is(storage.tables.list(space, { prefix: `${ana}/`, limit: 1 }).length, 0, where);
}

/** Files of a folder that hold these bytes. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}

async function ended(office: Office, account: string): Promise<void> {
  const { access, erasures } = office;
  while (!office.isOver && access.roster.erasures.get(account)?.done == null) {
    await erasures.settled();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('[V12] an erasure that is cut off before any of its entries is completed at the next start', async () => {
  const root = mkdtempSync(join(tmpdir(), 'shardbell-erase-'));
  try {
    const ana = await filled(join(root, 'filled'));
    let steps = 0;
    for (let at = 0; ; at += 1) {
      const folder = join(root, `cut-${at}`);
      cpSync(join(root, 'filled'), folder, { recursive: true });
      const cut = await openOffice(folder, at);
      const accepted = cut.erasures.erase(ana, 'emptied', commandLine);
      // The promise of an entry that is never written stays open, as in a process that was killed.
      const isWhole = await Promise.race([
        accepted.then(() => ended(cut, ana)).then(() => true),
        stalled(cut, at),
      ]);
      cut.isOver = true;
      steps = cut.appended();
      await cut.close();
      const next = await openOffice(folder);
      await next.erasures.applyList();
      next.erasures.start();
      await ended(next, ana);
      assertErased(next.storage, ana, `cut off before entry ${at + 1}`);
      await next.erasures.stop();
      await next.access.stop();
      await next.close();
      if (isWhole) break;
    }
    assert.ok(steps > tickets_count + 4, `${steps} entries`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

/** Resolves once it waits for an entry that never gets written. */
async function stalled(office: Office, entries_max: number): Promise<false> {
  while (!office.isOver && office.appended() <= entries_max)
    await new Promise((resolve) => setImmediate(resolve));
  return false;
}

test('[V13] a copy from before an erasure loses the person again by the list of erasures', async () => {
  const root = mkdtempSync(join(tmpdir(), 'shardbell-erase-'));
  try {
    const [folder, copy] = [join(root, 'data'), join(root, 'copy')];
    const ana = await filled(folder);
    cpSync(folder, copy, { recursive: true });
    const here = await openOffice(folder);
    assert.ok(await here.erasures.erase(ana, 'emptied', commandLine));
    await ended(here, ana);
    await here.erasures.stop();
    await here.access.stop();
    await here.close();
    const list = readFileSync(join(folder, 'erasures.jsonl'), 'utf8');
    for (const canary of canaries) assert.not(list.includes(canary));
    cpSync(join(folder, 'erasures.jsonl'), join(copy, 'erasures.jsonl'));
    const restored = await openOffice(copy);
    assert.ok(readable(restored.storage).includes('canary-text'));
    await restored.erasures.applyList();
    restored.erasures.start();
    await ended(restored, ana);
    assertErased(restored.storage, ana, 'restored');
    // Applied once, and no more at the start after that.
    const before = restored.appended();
    await restored.erasures.applyList();
    restored.erasures.start();
    await restored.erasures.settled();
    assert.is(restored.appended(), before);
    await restored.erasures.stop();
    await restored.access.stop();
    await restored.close();
    // The log of a clean stop holds nothing of it either.
    assert.equal(filesWith(join(copy, 'log'), 'canary-text'), []);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
