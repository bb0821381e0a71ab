import { encodeEntry } from '../../../server/storage/log/entry.ts';
import { ticketSubject } from '../../../server/storage/log.ts';
import { MemoryLog } from '../../../server/storage/log/memory-log.ts';
import { openFolder } from '../../../server/storage/folder/open-folder.ts';
import { ReplicaStorage } from '../../../server/storage/replica/replica-storage.ts';
import { EntryFault, Replica } from '../../../server/storage/replica/replica.ts';
import { TestFolder } from '../../support/folder.ts';
import { Story, said } from '../../support/story.ts';
import { assert, rejects, suite } from '../../support/suite.ts';
import { ticketNumbers } from '../../support/ticket-numbers.ts';
import { writeRecords } from '../../support/put-records.ts';
import { Half, put, unknown } from './replica-half.ts';

const test = suite('entries that a replica cannot apply');

// [J66] An entry of the log that cannot be applied stops following with its position, its subject
// and why: nothing after it is applied, told or taken.
test('[J66] an entry of an unknown type stops following by name, and nothing after it is told', async () => {
  const log = new MemoryLog();
  const half = new Half(log);
  assert.is((await half.replica.append('settings', 0, put('a'))).kind, 'durable');
  assert.is((await log.append({ subject: 'ticket.t1', bytes: unknown })).kind, 'durable');
  const after = encodeEntry('settings', put('b'));
  assert.is((await log.append({ subject: 'settings', bytes: after })).kind, 'durable');

  const [fault, ...others] = half.faults;
  assert.equal(others, []);
  assert.instance(fault, EntryFault);
  const { position, subject, message } = fault as EntryFault;
  assert.equal({ position, subject }, { position: 2, subject: 'ticket.t1' });
  assert.is(
    message,
    'Entry 2 of the log, of ticket.t1, cannot be applied, and nothing after it is read or told: the entry has the unknown type later.',
  );
  assert.is(half.replica.fault(), message);
  assert.equal(
    half.told.map((applied) => applied.position),
    [1],
  );
  assert.equal([half.replica.position, half.tables.position], [1, 1]);
  assert.is(half.tables.get('settings', 'b'), undefined);
  assert.equal(await half.replica.append('settings', 3, put('c')), {
    kind: 'rejected',
    cause: fault,
  });
  assert.is(log.last, 3);
});

test('[J66] a turn that fits no ticket stops following as an unknown type does', async () => {
  const log = new MemoryLog();
  const half = new Half(log);
  const story = new Story('t1', 1);
  const { events } = story.record([story.opening, said('Where?')]);
  const entry = { type: 'turn', events: events.slice(1), receipts: [] } as const;
  const subject = ticketSubject('t1');
  await log.append({ subject, bytes: encodeEntry(subject, entry) });
  assert.match(half.replica.fault()!, 'Entry 1 of the log, of ticket.t1, cannot be applied');
  assert.equal(half.tables.ticket('t1'), { state: undefined, position: 0 });
  assert.is(half.tables.position, 0);
});

test('[J66] a replica that begins before an entry it cannot apply stops there', async () => {
  const log = new MemoryLog();
  await log.append({ subject: 'settings', bytes: encodeEntry('settings', put('a')) });
  await log.append({ subject: 'settings', bytes: unknown });
  await log.append({ subject: 'settings', bytes: encodeEntry('settings', put('b')) });
  const half = new Half(log);
  assert.is(half.replica.position, 1);
  assert.match(half.replica.fault()!, 'Entry 2 of the log');
  await log.append({ subject: 'settings', bytes: encodeEntry('settings', put('c')) });
  assert.is(half.tables.get('settings', 'c'), undefined);
  assert.is(half.faults.length, 1);
});

test('[J69] a turn that cannot be applied is refused before it is in the log, and those beside it are written', async () => {
  const folder = new TestFolder();
  const opened = await openFolder(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables, damage } = opened;
  const replica = new Replica({ log, tables, onFault: () => {} });
  const story = new Story('t1', 1);
  const { events } = story.record([story.opening, said('Where?')]);
  const unfit = { type: 'turn', events: events.slice(1), receipts: [] } as const;
  const outcomes = await Promise.all([
    replica.append(ticketSubject('t1'), 0, unfit),
    replica.append(ticketSubject('t2'), undefined, unfit),
    replica.append('settings', 0, put('a')),
  ]);
  assert.equal(
    outcomes.map(({ kind }) => kind),
    ['rejected', 'rejected', 'durable'],
  );
  const why = outcomes.map((outcome) => ('cause' in outcome ? String(outcome.cause) : ''));
  const unfitting = 'Error: a history cannot begin with message_posted';
  assert.equal(why, [unfitting, 'Error: a turn names the one that it follows on', '']);
  assert.equal([log.last, replica.position, tables.position], [1, 1, 1]);
  assert.is(tables.lastOf(ticketSubject('t1')), 0);
  // The folder is as whole as before.
  assert.equal([replica.fault(), damage.fault()], [undefined, undefined]);
  assert.is((await replica.append('settings', 1, put('b'))).kind, 'durable');
  await log.close();
  folder.remove();
});

test('[J66] in a folder what shares a flush with it is durable, and is read at the next start', async () => {
  const folder = new TestFolder();
  const opened = await openFolder(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables } = opened;
  const faults: unknown[] = [];
  const replica = new Replica({ log, tables, onFault: (error) => faults.push(error) });
  const storage = new ReplicaStorage(replica);
  const apply = tables.apply.bind(tables);
  tables.apply = (entry) => {
    if (entry.subject === 'numbers') throw new Error('of the tables');
    return apply(entry);
  };
  const outcomes = await Promise.all([
    replica.append('settings', 0, put('a')),
    replica.append('numbers', 0, put('b')),
    replica.append('access', 0, put('c')),
  ]);
  // All of it is on disk, and what was told here is what came before.
  assert.equal(
    outcomes.map(({ kind }) => kind),
    ['durable', 'durable', 'durable'],
  );
  assert.equal([replica.position, log.last, faults.length], [1, 3, 1]);
  assert.match(storage.fault()!, 'Entry 2 of the log, of numbers, cannot be applied');
  const story = new Story('t1', 1);
  assert.is(
    (await storage.tickets.commit('t1', 0, story.record([story.opening]))).kind,
    'rejected',
  );
  assert.is((await writeRecords(storage, [])).kind, 'rejected');
  assert.is(await ticketNumbers(storage).next(), undefined);
  await rejects(storage.tickets.load('t1', 3), /Entry 2 of the log/u);
  await storage.close();

  const again = await folder.open();
  assert.is(again.tables.get('settings', 'c'), 'c');
  await again.close();
  folder.remove();
});

test('[J133] what came before an entry that cannot be applied gets to data.mdb, and the next start says what to do', async () => {
  const folder = new TestFolder();
  const opened = await openFolder(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables } = opened;
  const replica = new Replica({ log, tables, onFault: () => {} });
  const storage = new ReplicaStorage(replica);
  assert.is((await replica.append('settings', 0, put('a'))).kind, 'durable');
  assert.is((await log.append({ subject: 'ticket.t1', bytes: unknown })).kind, 'durable');
  assert.match(storage.fault()!, 'Entry 2 of the log, of ticket.t1, cannot be applied');
  await tables.writer.flush();
  assert.is(tables.writer.position, 1);
  await storage.close();
  const again = await openFolder(folder.path);
  assert.equal(again, {
    ok: false,
    sentence: `The data folder ${folder.path} cannot be opened: Entry 2 of the log, of ticket.t1, cannot be applied, and nothing after it is read or told: the entry has the unknown type later. To go on, start a version of Shardbell that can, or put a backup of the whole data folder in its place.`,
  });
  folder.remove();
});
