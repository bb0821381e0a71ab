import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErasureList, type Erasure } from '../../../server/storage/folder/erasure-list.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('the list of erasures');
let base: string;
const faults: unknown[] = [];

function listIn(data: string, origin = 'ours'): ErasureList {
  return new ErasureList({ data, origin, backups: undefined, onFault: (e) => faults.push(e) });
}

function erased(account: string): Erasure {
  return { account, at: '2026-11-30T04:00:00.000Z', by: 'operator' };
}

test.before.each(() => void (base = mkdtempSync(join(tmpdir(), 'shardbell-erasures-'))));
test.after.each(() => rmSync(base, { recursive: true, force: true }));

test('[J150] an erasure stays in the list whatever cut the last line short, and lines of other data are none of it', async () => {
  const list = listIn(base);
  assert.equal(await list.read(), []);
  await Promise.all([list.add(erased('7')), list.add(erased('8'))]);
  const file = join(base, 'erasures.jsonl');
  appendFileSync(file, '{"account":"9","at":"2026-');
  assert.equal(await list.read(), [erased('7'), erased('8')]);
  await list.add(erased('10'));
  await listIn(base, 'theirs').add(erased('11'));
  // By hand, as whoever has no newline at the end of a file.
  appendFileSync(file, JSON.stringify({ ...erased('12'), origin: 'ours' }));
  assert.equal(await list.read(), ['7', '8', '10', '12'].map(erased));
  await list.add(erased('13'));
  assert.equal(await list.read(), ['7', '8', '10', '12', '13'].map(erased));
  appendFileSync(file, 'damaged\n');
  const why = await list.read().then(
    () => 'read',
    (error: Error) => error.message,
  );
  assert.is(why, `Line 7 of ${file} is none of a list of erasures.`);
});

test('[J151] a copy of the list beside backups loses no line, and is made at each erasure', async () => {
  const beside = mkdtempSync(join(base, 'backups-'));
  const data = mkdtempSync(join(base, 'data-'));
  writeFileSync(join(beside, 'erasures.jsonl'), line('1', 'theirs') + line('2', 'ours'));
  writeFileSync(join(data, 'erasures.jsonl'), line('2', 'ours') + line('3', 'ours'));
  const list = new ErasureList({
    data,
    origin: 'ours',
    backups: beside,
    onFault: (e) => faults.push(e),
  });
  await list.copyTo(beside);
  const read = (): string => readFileSync(join(beside, 'erasures.jsonl'), 'utf8');
  const three = line('1', 'theirs') + line('2', 'ours') + line('3', 'ours');
  assert.is(read(), three);
  await list.add(erased('4'));
  // Its turn comes after that of the copy.
  await list.copyTo(beside);
  assert.is(read(), three + line('4', 'ours'));
  assert.equal(readdirSync(beside), ['erasures.jsonl']);
  rmSync(beside, { recursive: true });
  await list.add(erased('5'));
  await list.copyTo(data);
  assert.is(faults.length, 1);
  assert.equal((await list.read()).at(-1), erased('5'));
});

function line(account: string, origin: string): string {
  return `${JSON.stringify({ ...erased(account), origin })}\n`;
}
