import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadSettings } from '../../server/config/load.ts';
import { logTo } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import type { RequestOutcome } from '../../clients/core/requests.ts';
import { ShardClient } from '../../clients/shard/client.ts';
import type { ShardOptions } from '../../clients/shard/options.ts';
import type { Player } from '../../clients/shard/sessions.ts';
import { faultyStorage, type Faults } from '../support/faulty-storage.ts';
import { Game, numberIn } from '../support/game.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('shard client', { limit_ms: 60_000 });

/** More than the server would hold of one shard if they came unasked. */
const players_count = 10_000;

let data: string;
let server: RunningServer;
let faults: Faults;
const clients: ShardClient[] = [];

test.before.each(async () => {
  data = mkdtempSync(join(tmpdir(), 'shardbell-shard-'));
  await start(0);
});
test.after.each(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

async function start(port: number): Promise<void> {
  const loaded = loadSettings({ SHARDBELL_DATA: data, SHARDBELL_PORT: String(port) });
  if (!loaded.ok) throw new Error(loaded.sentence);
  const started = await startServer({
    settings: loaded.settings,
    log: logTo('error', { write: () => {} }),
    wrapStorage(inner) {
      const faulty = faultyStorage(inner);
      faults = faulty.faults;
      return faulty.storage;
    },
  });
  if (!started.ok) throw new Error(started.sentence);
  server = started.server;
}

async function shardKey(): Promise<string> {
  const added = await server.admin.operate('shard_add', { name: 'britain' });
  if (!added.ok || added.is?.of !== 'shard_key') throw new Error('no key');
  return added.is.key;
}

const socketAddress = (): string => `ws://127.0.0.1:${server.port}/ws`;

async function connect(options: Partial<ShardOptions> = {}): Promise<ShardClient> {
  const made = new ShardClient({
    url: socketAddress(),
    key: await shardKey(),
    onForm: () => {},
    onNotice: () => {},
    ...options,
  });
  clients.push(made);
  return made;
}

const player = (number: number): Player => ({
  session: `s${number}`,
  account: { id: `a${number}`, name: `account ${number}` },
  character: { id: `c${number}`, name: `Character ${number}` },
  location: { map: 1, x: 1, y: 2, z: 3 },
});

const codeOf = (outcome: RequestOutcome): string =>
  outcome.t === 'refused' ? outcome.code : outcome.t;

test('[S31] a shard with 10,000 players is taken in by one connection', async () => {
  const states: string[] = [];
  const errors: unknown[] = [];
  const shard = await connect({
    onState: ({ kind }) => states.push(kind),
    onError: (error) => errors.push(error),
  });
  for (let number = 0; number < players_count; number++) shard.open(player(number));
  shard.start();
  assert.is((await shard.help(`s${players_count - 1}`)).t, 'done');
  assert.equal(states, ['connecting', 'greeting', 'live']);
  assert.equal(errors, []);
});

// [S32] What was under way for a player never becomes the doing of the next one with the same
// session.
test('[S32] what was under way for a player never becomes the doing of the next one with the same session', async () => {
  const game = new Game(socketAddress(), await shardKey());
  clients.push(game.shard);
  const { port } = server;
  const live = game.live();
  game.shard.start();
  await live;
  const ana = game.logIn('net-5', { id: 'a', name: 'ana' }, { id: 'ca', name: 'Ana' });
  void ana.help();
  void ana.press(await ana.nextForm(), 'A question');
  const form = await ana.nextForm();
  const isBack = game.live();
  await server.stop();

  const answered = ana.press(form, 'Send', 'my password is hunter2');
  const opened = game.shard.command('net-5', { kind: 'open', category: 'Account', body: 'secret' });
  game.logOff('net-5');
  const ben = game.logIn('net-5', { id: 'b', name: 'ben' }, { id: 'cb', name: 'Ben' });
  await start(port);
  await isBack;
  assert.equal(
    [codeOf(await answered), codeOf(await opened)],
    ['session_unknown', 'session_unknown'],
  );

  assert.is(numberIn(await ben.ring('A question', 'Where is the bank?')), 1);
  assert.equal(
    ben.forms.all.map(({ session }) => session),
    ben.forms.all.map(() => 'net-5'),
  );
  const texts = JSON.stringify(ben.forms.all);
  assert.not(texts.includes('hunter2'));
});

test('[S32] a session that is opened for another account is another login', async () => {
  const shown: string[] = [];
  const shard = await connect({ onForm: ({ session }) => shown.push(session) });
  shard.open(player(1));
  const asked = shard.help('s1');
  shard.open({ ...player(2), session: 's1' });
  shard.start();
  assert.is(codeOf(await asked), 'session_unknown');
  assert.is(codeOf(await shard.help('s1')), 'done');
  assert.equal(new Set(shown), new Set(['s1']));
});

test('[S32] nothing is asked for a session that nobody plays in', async () => {
  const shard = await connect();
  shard.open(player(1));
  shard.end('s1');
  assert.is(codeOf(await shard.help('s1')), 'session_unknown');
});

test('[S33] who logs in while the disk takes nothing has help once it does', async () => {
  const errors: unknown[] = [];
  const shard = await connect({ onError: (error) => errors.push(error) });
  shard.open(player(1));
  shard.start();
  assert.is(codeOf(await shard.help('s1')), 'done');
  // The account and the character are refused, and all that refers to them.
  faults.refuseWrites(2);
  shard.open(player(2));
  let code = codeOf(await shard.help('s2'));
  while (code === 'session_unknown') {
    await nextTurn();
    code = codeOf(await shard.help('s2'));
  }
  assert.is(code, 'done');
  assert.equal(errors, []);
});
