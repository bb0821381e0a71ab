import { WebSocket } from 'ws';
import { Connection } from '../../clients/core/connection.ts';
import type { RequestOutcome } from '../../clients/core/requests.ts';
import { ShardClient } from '../../clients/shard/client.ts';
import { limits } from '../../protocol/limits.ts';
import { loadSettings } from '../../server/config/load.ts';
import { logTo } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('burst');
const players_count = 150;
const replies_count = 3;

async function started(folder: TestFolder): Promise<RunningServer> {
  const loaded = loadSettings({ SHARDBELL_DATA: folder.path, SHARDBELL_PORT: '0' });
  if (!loaded.ok) throw new Error(loaded.sentence);
  const log = logTo('silent', { write: () => {} });
  const server = await startServer({ settings: loaded.settings, log });
  if (!server.ok) throw new Error(server.sentence);
  return server.server;
}

/** A shard where all of them play, not started yet. */
function shardOf(server: RunningServer, key: string) {
  let welcomes = 0;
  let shown = 0;
  let goal: { readonly count: number; readonly reach: () => void } | undefined;
  const client = new ShardClient({
    url: `ws://127.0.0.1:${server.port}/ws`,
    key,
    onForm: () => {},
    onNotice: () => {
      shown += 1;
      if (shown === goal?.count) goal.reach();
    },
    onState: (state) => {
      if (state.kind === 'live') welcomes += 1;
    },
  });
  for (let i = 0; i < players_count; i++) {
    const account = { id: `a${i}`, name: `player ${i}` };
    client.open({ session: `s${i}`, account, character: { id: `c${i}`, name: `Player ${i}` } });
  }
  const shownAll = (count: number) =>
    new Promise<void>((reach) => {
      goal = { count, reach };
      if (shown >= count) reach();
    });
  return { client, shownAll, welcomes: () => welcomes, shown: () => shown };
}

async function moderator(server: RunningServer): Promise<Connection> {
  const { access } = server;
  await server.admin.operate('account_add', { name: 'iris', groups: ['moderators'] });
  const account = access.roster.accountNamed('iris')!.id;
  const origin = server.address;
  const made = await access.webSessions.make(account, false);
  const session = access.webSessions.find(made.ok ? made.value : '')!;
  const connection = new Connection({
    socket: () => new WebSocket(`ws://127.0.0.1:${server.port}/ws`, 'shardbell.v1', { origin }),
    auth: async () => ({ as: 'web', ticket: access.socketTickets.make(session)! }),
  });
  connection.start();
  return connection;
}

function ticketOf(outcome: RequestOutcome): string {
  if (outcome.t !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.ticket!;
}

test('[N18] notices that are more than an outbox holds all reach a shard, over one connection', async () => {
  const folder = new TestFolder();
  const server = await started(folder);
  const added = await server.admin.operate('shard_add', { name: 'britain' });
  const key = added.ok && added.is?.of === 'shard_key' ? added.is.key : '';
  const before = shardOf(server, key);
  before.client.start();
  // Refused until all of them are told.
  while ((await before.client.help('s0')).t !== 'done');
  before.client.close();
  const staff = await moderator(server);
  const { roster } = server.access;
  const participants = Array.from(
    { length: players_count },
    (_, i) => roster.accountOf('britain', `a${i}`)!.id,
  );
  const open = { kind: 'open', category: 'Bug', subject: 'Event tonight', participants } as const;
  const ticket = ticketOf(await staff.command({ ...open, participants }, { as: 'support' }));
  const post = { kind: 'post_message', body: 'x'.repeat(limits.body_chars_max) } as const;
  for (let i = 0; i < replies_count; i++) {
    ticketOf(await staff.command(post, { ticket, as: 'support' }));
  }
  assert.ok(players_count * limits.body_chars_max > limits.outbox_bytes_max);

  // Those that came while nobody played, and then one to everybody at once.
  const after = shardOf(server, key);
  const caughtUp = after.shownAll(players_count * replies_count);
  after.client.start();
  await caughtUp;
  const live = after.shownAll(players_count * (replies_count + 1));
  ticketOf(await staff.command(post, { ticket, as: 'support' }));
  await live;
  assert.is(after.welcomes(), 1);
  assert.is(after.shown(), players_count * (replies_count + 1));
  after.client.close();
  staff.close();
  await server.stop();
  folder.remove();
});
