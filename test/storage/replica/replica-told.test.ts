import { RecordWriter } from '../../../actors/records/writer.ts';
import { openAccess } from '../../../server/identity/access.ts';
import { nodeSecrets } from '../../../server/platform/secrets.ts';
import type { Applied } from '../../../server/storage/applied.ts';
import { encodeEntry, type Entry } from '../../../server/storage/log/entry.ts';
import { ticketSubject } from '../../../server/storage/log.ts';
import { MemoryLog } from '../../../server/storage/log/memory-log.ts';
import { RecordLog } from '../../../server/storage/replica/record-log.ts';
import { Story } from '../../support/story.ts';
import { assert, rejects, suite } from '../../support/suite.ts';
import { Half, SlowLog, put, unknown } from './replica-half.ts';

const test = suite('who waits for a replica, and who is told');

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
