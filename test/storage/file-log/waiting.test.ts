import { nanoid } from 'nanoid';
import { fileLogLimits } from '../../../server/storage/file-log/file-log-limits.ts';
import { logLimits, type LogEntry } from '../../../server/storage/log.ts';
import { serve, textsOf } from '../../support/file-logs.ts';
import { chanceOf } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('what waits for a log in files');
const epoch = nanoid();

function emptyDisk(): SimulatedDisk {
  return new SimulatedDisk(chanceOf(1));
}

/** How many flushes were asked for. */
function flushesOf(disk: SimulatedDisk): () => number {
  let count = 0;
  disk.plan = ({ kind }) => {
    if (kind === 'flush') count += 1;
    return 'ok';
  };
  return () => count;
}

async function turns(count = 50): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((next) => setImmediate(next));
}

// [J115] Where more waits than one flush takes, tickets, accounts and access go first, in the order
// of each subject, and the others go on too.
test('[J115] where more waits than fits, what people wait for goes first, and each subject keeps its order', async () => {
  const disk = emptyDisk();
  const { post, tables } = await serve(disk, epoch);
  const roster = Array.from({ length: 40 }, (_, i) => post('shard.a', `${i}`.padEnd(1_000)));
  const people = ['ticket.a', 'account.1', 'access', 'ticket.a', 'ticket.b'].map((subject, i) =>
    post(subject, `${i}`),
  );
  await Promise.all([...roster, ...people]);
  const places = (matches: (entry: LogEntry) => boolean): number[] =>
    tables.entries.flatMap((entry, i) => (matches(entry) ? [i] : []));
  // The oldest of the others is not left out either.
  assert.equal(
    places(({ subject }) => subject !== 'shard.a'),
    [1, 2, 3, 4, 5],
  );
  assert.is(places(({ subject }) => subject === 'shard.a')[0], 0);
  const textsAbout = (subject: string): string[] =>
    textsOf(tables.entries.filter((entry) => entry.subject === subject)).map((text) => text.trim());
  assert.equal(
    textsAbout('shard.a'),
    Array.from({ length: 40 }, (_, i) => `${i}`),
  );
  assert.equal(textsAbout('ticket.a'), ['0', '3']);
});

test('[J115] a crowd of people does not hold back the others for ever', async () => {
  const disk = emptyDisk();
  const { post, tables } = await serve(disk, epoch);
  const crowd = Array.from({ length: 60 }, (_, i) => post(`ticket.${i}`, 'x'.repeat(1_000)));
  await Promise.all([...crowd, post('shard.a', 'a'), post('shard.b', 'b')]);
  const at = tables.entries.findIndex(({ subject }) => subject === 'shard.b');
  assert.ok(at < 20, `it came as number ${at}`);
});

// [J116] Between an append and its write there is one turn of the event loop; what comes in it is
// one flush, and of a subject only one entry that has a condition; a conflict is no write.
test('[J116] what comes in one turn is one flush, but of a subject only one that has a condition', async () => {
  const disk = emptyDisk();
  const { log, post } = await serve(disk, epoch);
  const flushes = flushesOf(disk);
  await Promise.all(Array.from({ length: 100 }, (_, i) => post(`ticket.${i % 9}`, 'a')));
  assert.is(flushes(), 1);
  const bytes = Buffer.from('b');
  const [one, other, beside] = await Promise.all([
    log.append({ subject: 'ticket.x', expected: 0, bytes }),
    log.append({ subject: 'ticket.x', expected: 101, bytes }),
    post('ticket.x', 'c'),
  ]);
  assert.equal([one.kind, other.kind, beside.kind], ['durable', 'durable', 'durable']);
  assert.is(flushes(), 4);
});

test('[J116] what waits behind an entry that has a condition does not overtake it', async () => {
  const { log, post, tables } = await serve(emptyDisk(), epoch);
  const bytes = Buffer.from('b');
  const ends = await Promise.all([
    post('ticket.a', 'a'),
    log.append({ subject: 'ticket.a', expected: 1, bytes }),
    post('ticket.a', 'c'),
  ]);
  assert.equal(
    ends.map(({ kind }) => kind),
    ['durable', 'durable', 'durable'],
  );
  assert.equal(textsOf(tables.entries), ['a', 'b', 'c']);
});

test('[J116] a conflict is told without any write', async () => {
  const disk = emptyDisk();
  const { log, post } = await serve(disk, epoch);
  await post('ticket.a', 'a');
  const flushes = flushesOf(disk);
  const conflict = await log.append({ subject: 'ticket.a', expected: 0, bytes: Buffer.from('b') });
  assert.equal([conflict, flushes()], [{ kind: 'conflict', last: 1 }, 0]);
});

test('[J116] between an append and its write there is one turn of the event loop', async () => {
  const disk = emptyDisk();
  const { post } = await serve(disk, epoch);
  let isWritten = false;
  disk.plan = ({ kind }) => {
    isWritten ||= kind === 'write';
    return 'ok';
  };
  void post('ticket.a', 'a');
  await new Promise((next) => setImmediate(next));
  // One more, which the simulated disk takes for itself.
  await new Promise((next) => setImmediate(next));
  assert.ok(isWritten);
});

test('[J117] who follows the log in files is given the very bytes that were appended', async () => {
  const { log } = await serve(emptyDisk(), epoch);
  const told: LogEntry[] = [];
  log.follow(0, (entry) => told.push(entry));
  const bytes = Buffer.from('a');
  await log.append({ subject: 'ticket.a', bytes });
  assert.is(told[0]!.bytes, bytes);
});

// [J118] While the tables take nothing appends wait, while nothing may be written they are rejected
// with the reason, and so is what is above the bounds of waiting.
test('[J118] while the tables take nothing all waits, rejected by nobody, and is written once they do', async () => {
  const disk = emptyDisk();
  let mayTake = false;
  const { log, post, tables } = await serve(disk, epoch, { mayTake: () => mayTake });
  const flushes = flushesOf(disk);
  const posted = [post('ticket.a', 'a'), post('ticket.b', 'b'.repeat(1_000))];
  await turns();
  posted.push(post('ticket.c', 'c'));
  log.taken();
  await turns();
  assert.equal([flushes(), log.fault()], [0, undefined]);
  mayTake = true;
  log.taken();
  const kinds = (await Promise.all(posted)).map(({ kind }) => kind);
  assert.equal(kinds, ['durable', 'durable', 'durable']);
  assert.is(tables.entries.length, 3);
});

test('[J118] what the tables take now does not wait for what they do not', async () => {
  const disk = emptyDisk();
  let mayTake = false;
  const { log, post, tables } = await serve(disk, epoch, {
    mayTake: (subject) => mayTake || !subject.startsWith('shard.'),
  });
  const roster = post('shard.north', 'a');
  await turns();
  assert.is((await post('ticket.a', 'b')).kind, 'durable');
  const together = [post('shard.north', 'c'), post('ticket.b', 'd')];
  assert.is((await together[1]!).kind, 'durable');
  assert.equal(textsOf(tables.entries), ['b', 'd']);
  mayTake = true;
  log.taken();
  const kinds = (await Promise.all([roster, ...together])).map(({ kind }) => kind);
  assert.equal(kinds, ['durable', 'durable', 'durable']);
});

test('[J118] closing waits for what waits for the tables, and a new segment is begun meanwhile', async () => {
  const disk = emptyDisk();
  let mayTake = true;
  const { log, post } = await serve(disk, epoch, { mayTake: () => mayTake });
  await post('ticket.a', 'a');
  mayTake = false;
  const posted = post('ticket.b', 'b');
  await turns();
  await log.roll();
  assert.is(disk.names.length, 2);
  let isClosed = false;
  const closed = log.close().then(() => (isClosed = true));
  await turns();
  assert.not(isClosed);
  mayTake = true;
  log.taken();
  assert.is((await posted).kind, 'durable');
  await closed;
});

test('[J118] while nothing may be written all that waits is rejected with the reason', async () => {
  const disk = emptyDisk();
  let trouble: string | undefined;
  const { log, post } = await serve(disk, epoch, { fault: () => trouble, refusal: () => trouble });
  const posted = post('ticket.a', 'a');
  trouble = 'the disk is full';
  const reason = String(((await posted) as { cause: unknown }).cause);
  assert.match(reason, 'the disk is full');
  assert.is(log.fault(), 'the disk is full');
  assert.is((await post('ticket.a', 'b')).kind, 'rejected');
  trouble = undefined;
  assert.is((await post('ticket.a', 'c')).kind, 'durable');
});

test('[J118] what waits is bounded in bytes and in number, and more is rejected', async () => {
  const { log, post, tables } = await serve(emptyDisk(), epoch, {
    mayTake: () => false,
    batch_bytes_max: fileLogLimits.batch_bytes_max,
  });
  const bytes = Buffer.alloc(logLimits.entry_bytes_max);
  let ended: unknown;
  const count = Math.ceil(fileLogLimits.waiting_bytes_max / bytes.length);
  for (let i = 0; i < count; i += 1) {
    void log.append({ subject: 'ticket.a', bytes }).then((end) => (ended = end));
  }
  await turns(3);
  assert.is(ended, undefined);
  const refused = await post('ticket.b', 'one more');
  assert.match(String((refused as { cause: unknown }).cause), 'too many writes wait');
  assert.match(log.fault()!, 'too many writes wait');
  assert.equal(tables.entries, []);

  const many = await serve(emptyDisk(), epoch, { mayTake: () => false });
  for (let i = 0; i < fileLogLimits.waiting_entries_max; i += 1) void many.post('ticket.a', '');
  assert.is((await many.post('ticket.b', '')).kind, 'rejected');
});
