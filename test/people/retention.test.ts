import type { KeptSettings } from '../../protocol/kept-settings.ts';
import { openAccess } from '../../server/identity/access.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { Turns } from '../../server/platform/turns.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { Retention } from '../../server/tickets/retention.ts';
import { Story, archiving, closing, said } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('retention of tickets');

/** Three tickets: one archived long ago, one just now by the clock of the test, and an open one. */
async function office(retention: KeptSettings['retention'] | undefined) {
  const storage = openMemoryStorage();
  const access = await openAccess(storage.records, nodeSecrets);
  const [old, young, open] = [new Story('t1', 1), new Story('t2', 2), new Story('t3', 3)];
  for (const story of [old, young, open]) {
    await story.open(storage);
    await story.commit(storage, said('an answer'));
  }
  for (const story of [old, young]) await story.commit(storage, closing, archiving);
  const { life } = storage.tables.ticket('t1').state!;
  const archived = life.status === 'archived' ? life.archived : 0;
  // Both were archived within seconds: what is younger is so by the number of months.
  const now = (): number => archived + 40 * 24 * 60 * 60 * 1_000;
  if (retention !== undefined) {
    await access.settings.set({ name: 'retention', value: retention });
    await access.settings.set({ name: 'retention_months', value: 1 });
  }
  const onFault = (error: unknown): void => {
    throw error;
  };
  const clock = { ...systemClock, now };
  const freed: number[] = [];
  const freePages = async (): Promise<void> => void freed.push(clock.now());
  const rest = new Retention({
    ...{ storage, access, turns: new Turns(), clock, onFault, freePages },
  });
  return { storage, access, rest, freed };
}

test('[V16] as long as retention is off, nothing becomes of old tickets, however many there are', async () => {
  const { storage, rest } = await office(undefined);
  const { position } = storage.tables;
  assert.is(await rest.pass(), 0);
  assert.is(storage.tables.position, position);
  assert.is(await rest.count(1, 'ada'), 2);
  assert.is(await rest.count(2, 'ada'), 0);
});

test('[V17] tickets that were archived long enough lose the names of players, once, and keep what was written', async () => {
  const { storage, access, rest, freed } = await office('anonymise');
  assert.is(await rest.pass(), 2);
  const history = JSON.stringify(storage.tables.history('t1', 'support', { limit: 50 }));
  assert.match(history, /an answer/u);
  const { state } = storage.tables.ticket('t1');
  assert.is(state?.participants[0]?.name, 'erased player');
  assert.is(storage.tables.ticket('t3').state?.participants[0]?.name, 'account 11');
  assert.is(await rest.pass(), 0);
  // Where their bytes were is free, and is given back.
  assert.is(freed.length, 1);
  const [record] = access.audit.page(undefined, 1).records;
  assert.is(record?.what, 'retention of tickets');
  assert.equal(JSON.parse(record?.to ?? '{}'), { retention: 'anonymise', months: 1, tickets: 2 });
});

test('[V18] tickets that were archived long enough go whole: entries, number, lists and words', async () => {
  const { storage, rest } = await office('delete');
  const { tables } = storage;
  assert.is(tables.closedByWord('stuck', { limit: 5 }).length, 2);
  assert.is(await rest.pass(), 2);
  assert.is(tables.ticket('t1').state, undefined);
  assert.equal(tables.history('t1', 'support', { limit: 50 }), []);
  assert.is(tables.idOfNumber(1), undefined);
  assert.is(tables.closedCount(), 0);
  assert.equal(tables.closedByWord('stuck', { limit: 5 }), []);
  assert.is(tables.closedCount({ participant: '11' }), 0);
  assert.ok(tables.ticket('t3').state);
  assert.is(await rest.pass(), 0);
});

test('[V19] a ticket that is opened again before its turn comes stays', async () => {
  const { storage } = await office('delete');
  const { position } = storage.tables.ticket('t1');
  const story = new Story('t1', 1);
  const { state } = storage.tables.ticket('t1');
  story.state = state!;
  story.head = position;
  await story.commit(storage, { type: 'ticket_reopened', from: 'archived' });
  const removed = await storage.tickets.remove('t1', position);
  assert.is(removed.kind, 'fenced');
  assert.is(storage.tables.ticket('t1').state?.life.status, 'open');
});
