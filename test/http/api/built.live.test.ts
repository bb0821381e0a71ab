import type { TicketJson } from '../../../server/http/api/ticket-json.ts';
import { run } from '../../cli/cli.ts';
import { Game, numberIn, type GamePlayer } from '../../support/game.ts';
import { LiveServer } from '../../support/live-server.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('the HTTP API of the built server', { limit_ms: 60_000 });
const password = 'correct horse battery';

let server: LiveServer;
let game: Game;
let ana: GamePlayer;
let token = '';
let account = '';

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${server.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function told<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await ask(method, path, body);
  assert.is(reply.status, 200, `${method} ${path}`);
  return (await reply.json()) as T;
}

test.before(async () => {
  server = await LiveServer.start();
  const place = { SHARDBELL_DATA: server.data, SHARDBELL_PORT: String(server.port) };
  const words = ['account', 'add', 'mo', '--group', 'moderators', '--password-stdin'];
  const made = await run(words, place, `${password}\n`);
  assert.is(made.code, 0, made.err);
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  ana = game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana the Bold' });
});

test.after(async () => {
  game?.shard.close();
  await server?.end();
});

test('[H130] on the built server a dashboard signs in, finds what a player rang about in the game, and works it', async () => {
  const number = numberIn(await ana.ring('My character is stuck', 'I am stuck\nin a wall'));
  assert.is((await ask('GET', '/api/help-tickets')).status, 401);
  const signedIn = await told<{ accessToken: string; accountId: string; role: string }>(
    'POST',
    '/auth/login',
    { username: 'mo', password },
  );
  assert.is(signedIn.role, 'GameMaster');
  token = signedIn.accessToken;
  account = signedIn.accountId;

  const page = await told<{ totalCount: number; items: TicketJson[] }>(
    'GET',
    '/api/help-tickets?page=1&pageSize=20&status=open&category=stuck',
  );
  assert.is(page.totalCount, 1);
  const [ticket] = page.items;
  assert.equal(
    [ticket!.ticketId, ticket!.message, ticket!.mapId, ticket!.x, ticket!.y, ticket!.z],
    [String(number), 'I am stuck\nin a wall', 1, 1417, 1692, -5],
  );
  assert.match(ticket!.senderAccountId, /^\d+$/u);
  assert.match(ticket!.senderCharacterId, /^\d+$/u);

  const path = `/api/help-tickets/${number}`;
  assert.equal(await told<TicketJson>('GET', path), ticket);
  const assigned = await told<TicketJson>('PUT', `${path}/assign-to-me`, {});
  assert.equal([assigned.status, assigned.assignedToAccountId], ['Assigned', account]);
  const closed = await told<TicketJson>('PUT', `${path}/status`, { status: 'Closed' });
  assert.equal([closed.status, closed.assignedToAccountId], ['Closed', account]);
  assert.match(closed.closedAtUtc!, /Z$/u);
  const conflict = await ask('PUT', `${path}/assign-to-me`);
  assert.equal([conflict.status, await conflict.json()], [409, 'Help ticket is closed.']);
});

test('[H131] on the built server what was not understood is told as the API tells it', async () => {
  for (const [method, path, body, status, text] of [
    ['GET', '/api/help-tickets/none', undefined, 400, '"Invalid help ticket id."'],
    ['GET', '/api/help-tickets/999', undefined, 404, ''],
    ['GET', '/api/help-tickets?category=2', undefined, 400, '"Invalid help ticket category."'],
    ['PUT', '/api/help-tickets/1/status', {}, 400, '"Invalid help ticket status."'],
    ['DELETE', '/api/help-tickets/1', undefined, 405, 'Method not allowed\n'],
  ] as const) {
    const reply = await ask(method, path, body);
    assert.equal([reply.status, await reply.text()], [status, text], path);
  }
  assert.equal(await told('GET', '/api/help-tickets/me'), []);
  assert.match((await told<{ version: string }>('GET', '/api/version')).version, /^\d+\.\d+\.\d+/u);
});

test('[H132] after the server was killed a token still opens it, and tickets are as they were told', async () => {
  const before = await told<object>('GET', '/api/help-tickets?status=Closed&assignedToMe=true');
  await server.kill();
  await server.start();
  assert.equal(await told('GET', '/api/help-tickets?status=Closed&assignedToMe=true'), before);
  const open = await told<TicketJson>('PUT', '/api/help-tickets/1/status', { status: 'Open' });
  assert.equal([open.status, open.closedAtUtc, open.assignedToAccountId], ['Open', null, '']);
  const shown = await told<{ entries: unknown[] }>('GET', '/api/help-tickets/1/transcript');
  assert.is(shown.entries.length, 6);
});
