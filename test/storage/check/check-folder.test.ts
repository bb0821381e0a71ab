import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Key } from 'lmdb';
import { checkFolder } from '../../../server/storage/check/check-folder.ts';
import { Findings } from '../../../server/storage/check/findings.ts';
import { openFolder } from '../../../server/storage/folder/open-folder.ts';
import { decode, encode } from '../../../server/storage/packed/codec.ts';
import { encodeRow, headOf, ticketOf } from '../../../server/storage/packed/row.ts';
import { ReplicaStorage } from '../../../server/storage/replica/replica-storage.ts';
import { Replica } from '../../../server/storage/replica/replica.ts';
import type { Databases } from '../../../server/storage/rows/rows.ts';
import { BehindFolder } from '../../support/behind-folder.ts';
import { TestFolder } from '../../support/folder.ts';
import { putRecords } from '../../support/put-records.ts';
import { closing, noted, reopening, said, Story } from '../../support/story.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a check', { limit_ms: 60_000 });
let folder: TestFolder;
test.before.each(() => void (folder = new TestFolder()));
test.after.each(() => folder.remove());

async function check(path = folder.path): Promise<readonly string[]> {
  const report = await checkFolder({ path, kind: 'stopped', onChecked: () => {} });
  if (!report.ok) throw new Error(report.sentence);
  assert.is(report.count > 0, report.lines.length > 0);
  return report.lines;
}

/** Open and closed tickets, with notices, for Discord. */
async function fill(): Promise<void> {
  const storage = await folder.open();
  await putRecords(storage, [
    { space: 'roster', key: 'account/11', value: { shard: 'north', name: 'ann' } },
    { space: 'discord', key: 'meta', value: {} },
    { space: 'numbers', key: 'last/ticket', value: { number: 240 } },
  ]);
  const stories = Array.from({ length: 240 }, (_, i) => new Story(`t${i + 1}`, i + 1));
  await Promise.all(stories.map((story) => story.open(storage)));
  await Promise.all(stories.map((story) => story.commit(storage, noted('quiet'), said('hello'))));
  await Promise.all(stories.slice(10).map((story) => story.commit(storage, closing)));
  await stories.at(-1)!.commit(storage, reopening);
  await storage.close();
}

/** Changes rows beneath everything. */
async function change(
  make: (dbs: Databases) => ReadonlyArray<readonly [db: keyof Databases, Key, Buffer | undefined]>,
): Promise<void> {
  const behind = await BehindFolder.open(folder.path);
  const writes = make(behind.dbs).map(([db, key, value]) => ({ db: behind.dbs[db], key, value }));
  assert.ok(await behind.owner.write(writes));
  await behind.close();
}

test('[J195] a folder that is whole has nothing wrong, also where the log is ahead of the tables', async () => {
  await fill();
  assert.equal(await check(), []);
  const opened = await openFolder(folder.path);
  if (!opened.ok) throw new Error(opened.sentence);
  const { log, tables } = opened;
  const storage = new ReplicaStorage(new Replica({ log, tables, onFault: () => {} }));
  tables.writer.halt();
  const late = new Story('late', 241);
  await late.open(storage);
  await late.commit(storage, closing);
  const copy = new TestFolder();
  cpSync(folder.path, copy.path, { recursive: true, filter: (path) => !path.endsWith('control') });
  const report = await checkFolder({ path: copy.path, kind: 'stopped', onChecked: () => {} });
  tables.writer.go();
  await storage.close();
  copy.remove();
  assert.ok(report.ok && report.tickets === 241, JSON.stringify(report));
  // Only that the number of this ticket was given by hand.
  assert.match(
    report.lines.join(' '),
    /^The last number that was given is 240, but there is a ticket 241/u,
  );
  assert.is(report.count, 1);
});

test('[J196] whatever in the tables does not fit the rest is told in a sentence of its own', async () => {
  await fill();
  const settled = (dbs: Databases, id: string): Buffer => dbs.settled.get(id)!;
  const anew = (row: Buffer, part: object): Buffer =>
    encodeRow(headOf(row), { ...ticketOf(row), ...part });
  const notice = { ticket: 't900', number: 900, publicSeq: 1 };
  const cases: ReadonlyArray<readonly [RegExp, Parameters<typeof change>[0]]> = [
    [
      /^Ticket 20 \(t20\) is not what its history says: subject differ\.$/u,
      (dbs) => [['settled', 't20', anew(settled(dbs, 't20'), { subject: 'I am stuck!' })]],
    ],
    [
      /^The history of Ticket 20 \(t20\) is wrong: public entry 3 is missing|entry 4 is missing/u,
      () => [['tickets', ['t20', 0, 3], undefined]],
    ],
    [
      /^The history of Ticket 20 \(t20\) is wrong: entry 3 counts others before it\.$/u,
      (dbs) => {
        const [, event] = decode(dbs.tickets.get(['t20', 1, 3])!) as [number, unknown];
        return [['tickets', ['t20', 1, 3], encode([1, event])]];
      },
    ],
    [/^There is a history of t20, but no snapshot\.$/u, () => [['settled', 't20', undefined]]],
    [
      /^Ticket 20 \(t20\) is kept as open, which it is not\.$/u,
      (dbs) => [['active', 't20', settled(dbs, 't20')]],
    ],
    [
      /^The number of Ticket 20 \(t20\) leads nowhere\.$/u,
      () => [['index', ['number', 20], undefined]],
    ],
    [
      /^The number 900 leads to t900, which is not there\.$/u,
      () => [['index', ['number', 900], encode('t900')]],
    ],
    [
      /^The list of all closed tickets by number is damaged: a part of it is missing\.$/u,
      () => [['index', ['n+', '', 1], undefined]],
    ],
    [
      /^In the lists of the kind n, 3 parts of lists are kept where \d+ belong to one|parts of lists are kept/u,
      () => [['index', ['n+', 'nowhere', 1], Buffer.from([2, 0])]],
    ],
    [
      /^The word "stuck" is damaged|^The word "stuck" has \d+ tickets where 229 belong in it\.$/u,
      () => [['index', ['w', 'stuck'], Buffer.from([2, 0])]],
    ],
    [
      /^The list "shard\/south" by number has 1 tickets where 0 belong in it\.$/u,
      () => [['index', ['n', 'shard/south'], Buffer.from([2, 0, 0, 0, 0, 0, 0, 20])]],
    ],
    [
      /^A notice for account 11 is of ticket 900 \(t900\), which is not there\.$/u,
      () => [['records', ['notice', '11/x'], encode(notice)]],
    ],
    [
      /^The record roster account\/11 cannot be read: /u,
      () => [['records', ['roster', 'account/11'], Buffer.from([9, 1])]],
    ],
    [
      /^The record discord ticket\/t20 cannot be read: The data folder holds/u,
      () => [['records', ['discord', 'ticket/t20'], encode({ v: 99 })]],
    ],
    [
      /^Work for discord is due for ticket t900, which is not there\.$/u,
      () => [['due', ['discord', 't900'], encode(3)]],
    ],
    [
      /^The last number that was given is 0, but there is a ticket 240: /u,
      () => [['records', ['numbers', 'last/ticket'], undefined]],
    ],
    [
      /^settings was changed at position 99999, but the data ends at \d+\.$/u,
      () => [['positions', 'settings', encode(99_999)]],
    ],
  ];
  const good = readFileSync(join(folder.path, 'data.mdb'));
  for (const [sentence, make] of cases) {
    writeFileSync(join(folder.path, 'data.mdb'), good);
    await change(make);
    const lines = await check();
    assert.ok(
      lines.some((line) => sentence.test(line)),
      `${sentence}: ${lines.join('\n')}`,
    );
  }
});

test('[J197] a page that cannot be read is told, and ends nothing but the check', async () => {
  await fill();
  const path = join(folder.path, 'data.mdb');
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.lastIndexOf('I am stuck') / 4096);
  bytes.fill(0, page * 4096, (page + 1) * 4096);
  writeFileSync(path, bytes);
  assert.match(
    (await check()).join('\n'),
    /^A page of data\.mdb cannot be read, so nothing further was checked\.$/u,
  );
});

test('[J198] a file whose bytes are not those of its name is told', async () => {
  await fill();
  const put = (name: string, text: string): void => {
    mkdirSync(join(folder.path, 'files', name.slice(0, 2)), { recursive: true });
    writeFileSync(join(folder.path, 'files', name.slice(0, 2), name), text);
  };
  const hash = createHash('sha256').update('a picture').digest('hex');
  put(hash, 'a picture');
  assert.equal(await check(), []);
  put(hash, 'another');
  assert.match((await check())[0]!, /^The file files\/..\/\w{64} is not what it was: /u);
});

test('[F15] a file that an entry names and that is not there, one of which nothing is recorded, and a wrong count of files are told', async () => {
  const hash = createHash('sha256').update('a picture').digest('hex');
  const file = { id: 'f1', name: 'way.txt', bytes: 9, type: 'text/plain', sha256: hash };
  const path = join(folder.path, 'files', hash.slice(0, 2), hash);
  const storage = await folder.open();
  await putRecords(storage, [{ space: 'numbers', key: 'last/ticket', value: { number: 1 } }]);
  const story = new Story('t1', 1);
  await story.open(storage);
  await story.commit(storage, { type: 'message_posted', body: '', opening: false, files: [file] });
  await storage.close();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'a picture');
  assert.equal(await check(), []);
  rmSync(path);
  assert.equal(await check(), [`The file way.txt (${hash}) of ticket t1 is not there.`]);
  writeFileSync(path, 'a picture');
  await change(() => [['records', ['files', 'all'], encode({ files: 2, bytes: 8 })]]);
  assert.equal(await check(), ['All files are counted as 2 with 8 bytes, and are 1 with 9 bytes.']);
  await change(() => [
    ['records', ['files', 'all'], undefined],
    ['records', ['files', 'by/21'], undefined],
    ['records', ['files', 'of/t1/f1'], undefined],
  ]);
  assert.equal(await check(), ['Ticket 1 (t1) names files of which nothing is recorded.']);
});

test('[J199] however much is wrong, few sentences of each kind are told, and how many more there are', () => {
  const findings = new Findings();
  for (let i = 0; i < 10_000; i += 1) findings.add('lists', `List ${i} is wrong.`);
  findings.add('files', 'One file is wrong.');
  const lines = findings.lines();
  assert.is(findings.count, 10_001);
  assert.is(lines.length, 22);
  assert.is(lines[20], 'So it is with 9980 more lists.');
});
