import { RecordWriter } from '../../../actors/records/writer.ts';
import { openAccess } from '../../../server/identity/access.ts';
import { nodeSecrets } from '../../../server/platform/secrets.ts';
import type { Applied } from '../../../server/storage/applied.ts';
import { encode } from '../../../server/storage/packed/codec.ts';
import { encodeEntry, type Entry } from '../../../server/storage/log/entry.ts';
import { ticketSubject, type LogEntry } from '../../../server/storage/log.ts';
import { MemoryLog } from '../../../server/storage/log/memory-log.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { openFolder } from '../../../server/storage/folder/open-folder.ts';
import { RecordLog } from '../../../server/storage/replica/record-log.ts';
import { ReplicaStorage } from '../../../server/storage/replica/replica-storage.ts';
import { EntryFault, Replica } from '../../../server/storage/replica/replica.ts';
import { TestFolder } from '../../support/folder.ts';
import { Story, said } from '../../support/story.ts';
import { assert, rejects, suite } from '../../support/suite.ts';
import { ticketNumbers } from '../../support/ticket-numbers.ts';
import { writeRecords } from '../../support/put-records.ts';

const test = suite('a replica of the log');

const unknown = encode({ type: 'later', what: 'nobody knows' });

/** One half of a server, with all that it was told. */
class Half {
  readonly tables = new MemoryTables();
  readonly told: Applied[] = [];
  readonly faults: unknown[] = [];
  readonly replica: Replica;

  constructor(log: MemoryLog) {
    const { tables } = this;
    this.replica = new Replica({ log, tables, onFault: (error) => this.faults.push(error) });
    this.replica.onApplied((applied) => this.told.push(applied));
  }
}

/** A log whose entries come here only when a test lets them. */
class SlowLog extends MemoryLog {
  readonly #held: Array<() => void> = [];

  override follow(after: number, told: (entry: LogEntry) => void) {
    return super.follow(after, (entry) => this.#held.push(() => told(entry)));
  }

  deliver(): void {
    for (const give of this.#held.splice(0)) give();
  }
}

const put = (key: string): Entry => ({
  type: 'records',
  puts: [{ space: 'settings', key, value: key }],
});

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

// [J67] Who waits for an entry that is not told here any more is told why; what became durable ends
// so.
test('[J67] who waits for an entry that is not told here any more is told why', async () => {
  const log = new SlowLog();
  const half = new Half(log);
  await log.append({ subject: 'settings', bytes: unknown });
  const appended = half.replica.append('settings', 1, put('a'));
  // One turn of microtasks: it is in the log, and waits to be told here.
  while (log.last < 2) await Promise.resolve();
  const waits = [half.replica.followed(1), half.replica.followed(2), half.replica.caughtUp()].map(
    (wait) => rejects(wait, /^Entry 1 of the log/u),
  );
  log.deliver();
  await Promise.all(waits);
  // It is on disk all the same, and nobody may be told that it is not.
  assert.equal(await appended, { kind: 'durable', position: 2 });
  await rejects(half.replica.followed(3), /^Entry 1 of the log/u);
  assert.equal(half.told, []);
});

test('[J67] who waits while a replica is stopped is told so', async () => {
  const half = new Half(new MemoryLog());
  const wait = rejects(half.replica.followed(1), /followed no more/u);
  half.replica.stop();
  await wait;
});

test('[J68] what stops one replica, or throws in one that listens, hurts no other', async () => {
  const log = new MemoryLog();
  const broken = new Half(log);
  const well = new Half(log);
  const listened = new Error('of one that listens');
  broken.replica.onApplied(() => {
    throw listened;
  });
  broken.tables.apply = () => {
    throw new Error('of the tables');
  };
  const appended = await well.replica.append('settings', 0, put('a'));
  assert.equal(appended, { kind: 'durable', position: 1 });
  assert.match(broken.replica.fault()!, 'of the tables');
  assert.is(well.replica.fault(), undefined);
  assert.is((await well.replica.append('settings', 1, put('b'))).kind, 'durable');
  assert.is(well.told.length, 2);

  const third = new Half(log);
  third.replica.onApplied(() => {
    throw listened;
  });
  const later: number[] = [];
  third.replica.onApplied(({ position }) => later.push(position));
  await well.replica.append('settings', 2, put('c'));
  assert.equal(third.faults, [listened]);
  assert.equal(later, [3]);
});

test('[J68] each replica decodes an entry for itself', async () => {
  const log = new MemoryLog();
  const halves = [new Half(log), new Half(log)];
  const story = new Story('t1', 1);
  const { events } = story.record([story.opening]);
  await halves[0]!.replica.append(ticketSubject('t1'), 0, { type: 'turn', events, receipts: [] });
  const told = halves.map((half) => half.told[0] as Extract<Applied, { type: 'turn' }>);
  assert.equal(told[0]!.events, told[1]!.events);
  assert.is.not(told[0]!.events[0], told[1]!.events[0]);
  assert.is.not(told[0]!.events[0], events[0]);
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

// [J91] A record that cannot be read ends what is kept of records in memory at its entry; who
// throws when a change is told costs no other its telling.
test('[J91] a record that this version cannot read ends what is kept of records in memory there', async () => {
  const log = new MemoryLog();
  const half = new Half(log);
  const { canned } = await openAccess(new RecordLog(half.replica), nodeSecrets);
  const told: string[] = [];
  canned.onChanged(() => told.push('changed'));
  const record = (key: string, v: number): Entry => ({
    type: 'records',
    puts: [{ space: 'roster', key, value: { v, title: 'Hail', text: 'Hail!', created: 1 } }],
  });
  const later = async (key: string, v: number): Promise<void> => {
    await log.append({ subject: 'canned', bytes: encodeEntry('canned', record(key, v)) });
  };
  await later('canned/shared/c-1', 1);
  assert.is(canned.of('2').length, 1);
  await later('canned/shared/c-2', 2);
  await later('canned/shared/c-3', 1);
  assert.is(canned.of('2').length, 1);
  assert.is(told.length, 1);
  assert.match(half.replica.fault()!, /^Entry \d+ of the log, of canned, cannot be applied/u);
  assert.match(half.replica.fault()!, /holds a record that this version cannot read/u);
  assert.is(half.replica.position, log.last - 2);
  const added = canned.set(null, 'c-4', { title: 'Me too', text: 'Me too!' });
  assert.is(await added, 'rejected');
});

test('[J91] who throws when a change of records is told costs no other its telling', async () => {
  const half = new Half(new MemoryLog());
  const writer = new RecordWriter(new RecordLog(half.replica));
  const told: string[] = [];
  const bug = new Error('of one that is told');
  writer.follow('settings', 'value', (id) => {
    writer.afterEntry(() => {
      if (id === 'a') throw bug;
      told.push(id);
    });
  });
  const puts = ['a', 'b', 'c'].map((id) => {
    return { space: 'settings', key: `value/${id}`, value: 1 } as const;
  });
  assert.is((await half.replica.append('settings', 0, { type: 'records', puts })).kind, 'durable');
  assert.equal([told, half.faults], [['b', 'c'], [bug]]);
  assert.is(half.replica.fault(), undefined);
});
