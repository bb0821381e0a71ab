import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cli, run, type Ran } from '../cli/cli.ts';
import { openAccess } from '../../server/identity/access.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { TestFolder } from '../support/folder.ts';
import { kill_words, LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { writeBigFile } from './big-file.ts';
import { line } from './desk.ts';
import { importedId } from '../../server/import/imported.ts';

const test = suite('shardbell import', { limit_ms: 120_000 });
const tickets = 600;
const players = 50;
let base: string;
let file: string;
let folder: TestFolder;
let environment: Record<string, string>;
let server: LiveServer | undefined;

test.before.each(() => {
  base = mkdtempSync(join(tmpdir(), 'shardbell-import-'));
  file = join(base, 'tickets.jsonl');
  folder = new TestFolder();
  environment = { SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' };
});
test.after.each(async () => {
  await server?.kill();
  server = undefined;
  rmSync(base, { recursive: true, force: true });
  folder.remove();
});

function importing(...words: readonly string[]): Promise<Ran> {
  return run(['import', file, ...words], environment);
}

function write(...lines: ReadonlyArray<Readonly<Record<string, unknown>> | string>): void {
  const texts = lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  writeFileSync(file, `${texts.join('\n')}\n`);
}

/** It writes, in the second pass over the file. */
async function isWriting(cli: Cli): Promise<void> {
  await cli.reported(() => /(?:100|9\d) %\)\n[\s\S]*%\)\n/u.test(cli.err));
}

test('[V112] an import whose server and whose command are killed half way ends as one that never was', async () => {
  // It dies with the first part of the long ticket on disk, which stands in the middle.
  await writeBigFile(file, tickets, players, kill_words.after_commit);
  server = await LiveServer.on(folder.path);
  await server.shardKey('north');
  await server.stop();
  await server.start('killing');
  const first = await importing();
  assert.is(first.code, 1);
  assert.match(first.err, /^The running server .*$/mu);
  const second = new Cli(['import', file], environment);
  await isWriting(second);
  second.child.kill('SIGKILL');
  await second.ended();

  const { code, out, err } = await importing();
  assert.is(code, 0, err);
  const counts = ['tickets imported', 'here before', 'tickets that got what came since'];
  const [made, before, grown] = counts.map((count) =>
    Number(new RegExp(`^${count}\\t(\\d+)$`, 'mu').exec(out)?.[1] ?? 0),
  );
  assert.is(made! + before! + grown!, tickets + 1, out);
  assert.ok(before! >= tickets / 2 - 32, out);
  const storage = await folder.open();
  const { tables } = storage;
  assert.is(tables.closedCount(), tickets + 1);
  const numbers = new Set<number>();
  for (let n = 0; n < tickets; n += 1) {
    const { state } = tables.ticket(importedId('big', `t-${n}`));
    numbers.add(state!.number);
    assert.equal([state!.publicSeq, state!.supportSeq], [6, 8], `t-${n}`);
  }
  assert.is(numbers.size, tickets);
  const long = tables.history(importedId('big', 'long'), 'public', { limit: 1_000 });
  assert.equal(
    long.flatMap(({ change }) => ('body' in change ? [change.body.split(' ')[0]] : [])),
    Array.from({ length: 250 }, (_, i) => String(i)),
  );
  const access = await openAccess(storage.records, nodeSecrets);
  const ofShard = [...access.roster.accounts.values()].filter(({ shard }) => shard === 'north');
  assert.is(ofShard.length, players);
  await storage.close();
});

test('[V113] lines that do not fit are named and nothing is imported, unless they are to be left out', async () => {
  await run(['shard', 'add', 'north'], environment);
  write(
    line(),
    '{ no JSON',
    line({ id: '2', status: 'lost' }),
    line({ id: '3' }),
    line({ id: '1' }),
  );
  const refused = await importing();
  assert.is(refused.code, 1);
  assert.match(refused.err, /^line 2: it is no JSON\.$/mu);
  assert.match(refused.err, /^line 3: status: .*\.$/mu);
  assert.match(refused.err, /^line 5: id: a line before it has the same\.$/mu);
  assert.match(refused.err, /^3 of 5 lines cannot be imported, and nothing was: /mu);
  assert.is(refused.out, '');
  const dry = await importing('--dry-run');
  assert.is(dry.code, 1);
  assert.match(dry.out, /^tickets would be imported\t2$/mu);
  const skipped = await importing('--skip-bad');
  assert.is(skipped.code, 0, skipped.err);
  assert.match(skipped.out, /^tickets imported\t2\n[\s\S]*^lines that cannot be imported\t3$/mu);
});

test('[V114] what an operator says of all lines holds where a line says nothing', async () => {
  await run(['shard', 'add', 'north'], environment);
  const words = ['account', 'add', 'vega', '--group', 'moderators', '--password-stdin'];
  const added = await run(words, environment, 'a good long passphrase 7\n');
  assert.is(added.code, 0, added.err);
  const {
    shard: _,
    source: __,
    ...bare
  } = line({ category: 'Deeds', assignee: { name: 'Counselor Vega' } });
  write(bare);
  const options = ['--shard', 'north', '--map-category', 'Deeds=Other', '--source', 'old'];
  const { code, err } = await importing(...options, '--staff', 'Counselor Vega=vega');
  assert.is(code, 0, err);
  const storage = await folder.open();
  const { state } = storage.tables.ticket(importedId('old', '1'));
  assert.equal(
    [state?.shard, state?.category, state?.assignment?.to.name],
    ['north', 'Other', 'vega'],
  );
  await storage.close();
});

test('[V115] what is imported while the server runs is there for whoever is at work, and can be answered', async () => {
  server = await LiveServer.on(folder.path);
  await server.shardKey('north');
  const staff = await StaffMember.signIn(server, 'mo');
  const { closed: _, ...open } = line({ status: 'open' });
  write(open, line({ id: '2' }));
  const { code, err } = await importing();
  assert.is(code, 0, err);
  const ticket = importedId('there', '1');
  await staff.reply(ticket, 'We take it up here.');
  const next = await staff.open('after the import', []);
  staff.close();
  await server.stop();
  const storage = await folder.open();
  const { tables } = storage;
  const bodies = tables
    .history(ticket, 'public', { limit: 99 })
    .flatMap(({ change }) => ('body' in change ? [change.body] : []));
  assert.equal(bodies, ['I am stuck', 'Where?', 'We take it up here.']);
  assert.is(tables.ticket(next).state?.number, 3);
  await storage.close();
});

test('[V116] a form that is not known, a file that is not there and an empty data folder are each a sentence', async () => {
  write(line());
  const [form, missing, empty] = await Promise.all([
    importing('--from', 'excel'),
    run(['import', join(base, 'none')], environment),
    importing(),
  ]);
  assert.match(form.err, /^--from is excel, but must be one of json, azerothcore, /u);
  assert.match(missing.err, /^There is no file .*none\.\n$/u);
  assert.match(empty.err, /There is no Shardbell in the data folder/u);
  assert.equal([form.code, missing.code, empty.code], [1, 1, 1]);
});
