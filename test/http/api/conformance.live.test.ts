import { run } from '../../cli/cli.ts';
import { Game } from '../../support/game.ts';
import { LiveServer } from '../../support/live-server.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('the HTTP API as dashboards know it', { limit_ms: 60_000 });
const password = 'correct horse battery';
const names = { mo: 'moderators', boss: 'administrators', reg: 'players' } as const;
type Name = keyof typeof names;

let server: LiveServer;
let game: Game;
/** By name; of somebody signed in. */
const tokens = new Map<string, string>();
/** Their account numbers. */
const accounts = new Map<string, string>();

async function ask(
  who: string | undefined,
  route: string,
  body?: string,
): Promise<{ readonly status: number; readonly text: string; readonly type: string | null }> {
  const [method = '', path = ''] = route.split(' ');
  const bearer = who === undefined ? undefined : (tokens.get(who) ?? who);
  const reply = await fetch(`${server.address}${path}`, {
    method,
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body }),
  });
  const type = reply.headers.get('content-type');
  return { status: reply.status, text: await reply.text(), type };
}

test.before(async () => {
  server = await LiveServer.start();
  const place = { SHARDBELL_DATA: server.data, SHARDBELL_PORT: String(server.port) };
  for (const [name, group] of Object.entries(names)) {
    const words = ['account', 'add', name, '--group', group, '--password-stdin'];
    const made = await run(words, place, `${password}\n`);
    assert.is(made.code, 0, made.err);
  }
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  const ana = game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana' });
  for (const words of ['first', 'second', 'third']) await ana.ring('My character is stuck', words);
});

test.after(async () => {
  game?.shard.close();
  await server?.end();
});

test('[H142] on the built server sign-in answers with what a dashboard keeps: token, account and role, in claims too', async () => {
  for (const [name, role] of [
    ['mo', 'GameMaster'],
    ['boss', 'Administrator'],
    ['reg', 'Regular'],
  ] as const) {
    const form = JSON.stringify({ username: name, password });
    const { status, text } = await ask(undefined, 'POST /auth/login', form);
    const told = JSON.parse(text) as Record<string, string>;
    assert.equal([status, told.tokenType, told.username, told.role], [200, 'Bearer', name, role]);
    const fields = ['accessToken', 'accountId', 'expiresAtUtc', 'role', 'tokenType', 'username'];
    assert.equal(Object.keys(told).toSorted(), fields);
    assert.match(told.accountId!, /^\d+$/u);
    assert.match(told.expiresAtUtc!, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
    const claims = JSON.parse(
      Buffer.from(told.accessToken!.split('.')[1]!, 'base64url').toString(),
    ) as Record<string, unknown>;
    assert.equal(
      [claims.sub, claims.unique_name, claims.role, claims.account_id],
      [told.accountId, name, role, told.accountId],
    );
    tokens.set(name, told.accessToken!);
    accounts.set(name, told.accountId!);
  }
});

/** Who asks what, and the status and body that come; a pattern for a body that varies. */
type Case = readonly [
  who: Name | 'no token' | undefined,
  route: string,
  body: string | undefined,
  status: number,
  text: string | RegExp,
];

const id = '"Invalid help ticket id."';
const status = '"Invalid help ticket status."';
const category = '"Invalid help ticket category."';
const list = 'GET /api/help-tickets';
const assign = (ticket: string) => `PUT /api/help-tickets/${ticket}/assign-to-me`;
const set = (ticket: string) => `PUT /api/help-tickets/${ticket}/status`;
const page = (numbers: readonly number[], total: number, size = 50, at = 1): RegExp => {
  const items = numbers.map((number) => `\\{"ticketId":"${number}",[^{}]*\\}`).join(',');
  const head = `"page":${at},"pageSize":${size},"totalCount":${total}`;
  return new RegExp(`^\\{${head},"items":\\[${items}\\]\\}$`, 'u');
};
const ticket = (fields: string): RegExp => new RegExp(`^\\{[^{}]*${fields}[^{}]*\\}$`, 'u');

/** In this order: later ones rest on what earlier ones changed. */
const cases: readonly Case[] = [
  // Signed in first (401), then the role (403), then what was sent (400), then whether it is there (404).
  [
    undefined,
    'POST /auth/login',
    '{"username":" ","password":"x"}',
    400,
    'username and password are required',
  ],
  [undefined, 'POST /auth/login', '{"username":"mo"}', 400, 'username and password are required'],
  [undefined, 'POST /auth/login', '{"username":"mo","password":"wrong"}', 401, ''],
  [undefined, 'POST /auth/login', '{"username":"nobody","password":"wrong"}', 401, ''],
  [undefined, list, undefined, 401, ''],
  ['no token', list, undefined, 401, ''],
  [undefined, `${list}/me`, undefined, 401, ''],
  [undefined, `${list}/none`, undefined, 401, ''],
  [undefined, set('none'), '{', 401, ''],
  ['reg', list, undefined, 403, ''],
  ['reg', `${list}?status=none`, undefined, 403, ''],
  ['reg', `${list}/1`, undefined, 403, ''],
  ['reg', `${list}/none`, undefined, 403, ''],
  ['reg', assign('1'), '{}', 403, ''],
  ['reg', set('99'), '{"status":"Closed"}', 403, ''],
  ['mo', `${list}/none`, undefined, 400, id],
  ['mo', `${list}/-1`, undefined, 400, id],
  ['mo', assign('none'), '{}', 400, id],
  ['mo', set('none'), '{"status":"none"}', 400, id],
  ['mo', set('99'), '{"status":"none"}', 400, status],
  ['mo', `${list}/99`, undefined, 404, ''],
  ['mo', assign('99'), '{}', 404, ''],
  ['mo', set('99'), '{"status":"Closed"}', 404, ''],
  // Lists: the newest first, clamped and echoed.
  ['mo', list, undefined, 200, page([3, 2, 1], 3)],
  ['boss', list, undefined, 200, page([3, 2, 1], 3)],
  ['mo', `${list}?page=0&pageSize=0`, undefined, 200, page([3, 2, 1], 3)],
  ['mo', `${list}?page=-4&pageSize=-4`, undefined, 200, page([3, 2, 1], 3)],
  ['mo', `${list}?pageSize=500`, undefined, 200, page([3, 2, 1], 3, 200)],
  ['mo', `${list}?page=2&pageSize=2`, undefined, 200, page([1], 3, 2, 2)],
  ['mo', `${list}?page=9&pageSize=2`, undefined, 200, page([], 3, 2, 9)],
  ['mo', `${list}?status=%20oPEN%20`, undefined, 200, page([3, 2, 1], 3)],
  ['mo', `${list}?status=%20&category=`, undefined, 200, page([3, 2, 1], 3)],
  ['mo', `${list}?category=%20sTUCK`, undefined, 200, page([3, 2, 1], 3)],
  ['mo', `${list}?category=Bug`, undefined, 200, page([], 0)],
  ['mo', `${list}?status=2`, undefined, 400, status],
  ['mo', `${list}?status=Open,Closed`, undefined, 400, status],
  ['mo', `${list}?category=2`, undefined, 400, category],
  ['mo', `${list}?category=none`, undefined, 400, category],
  ['mo', `${list}?status=none&category=none`, undefined, 400, status],
  // One ticket: ids are strings, an absent assignee is empty.
  [
    'mo',
    `${list}/1`,
    undefined,
    200,
    ticket('"message":"first","status":"Open","mapId":1,"x":1417'),
  ],
  [
    'mo',
    `${list}/1`,
    undefined,
    200,
    ticket('"assignedToCharacterId":"","assignedToAccountId":""'),
  ],
  ['mo', `${list}/1`, undefined, 200, ticket('"assignedAtUtc":null,"closedAtUtc":null')],
  // Assigning: a body or none; taking over; closed is a conflict.
  ['mo', assign('1'), undefined, 200, ticket('"status":"Assigned"')],
  ['mo', assign('2'), '{}', 200, ticket('"status":"Assigned"')],
  ['boss', assign('2'), '{}', 200, ticket('"status":"Assigned"')],
  ['mo', `${list}?status=assigned`, undefined, 200, page([2, 1], 2)],
  ['mo', `${list}?assignedToMe=true`, undefined, 200, page([1], 1)],
  ['boss', `${list}?assignedToMe=true`, undefined, 200, page([2], 1)],
  ['boss', `${list}?assignedToMe=1`, undefined, 200, page([3, 2, 1], 3)],
  ['mo', set('1'), '{"status":"Closed"}', 200, ticket('"status":"Closed"')],
  ['mo', `${list}/1`, undefined, 200, ticket('"closedAtUtc":"[\\d:.T-]+Z"')],
  ['mo', `${list}?assignedToMe=true`, undefined, 200, page([1], 1)],
  ['mo', `${list}?status=Closed`, undefined, 200, page([1], 1)],
  ['mo', `${list}?status=Open`, undefined, 200, page([3], 1)],
  ['boss', assign('1'), '{}', 409, '"Help ticket is closed."'],
  ['mo', set('1'), '{"status":" cLOSED "}', 200, ticket('"status":"Closed"')],
  ['mo', set('1'), '{"status":"Assigned"}', 200, ticket('"status":"Assigned"')],
  ['mo', set('1'), '{"status":"Open"}', 200, ticket('"status":"Open"')],
  ['mo', `${list}/1`, undefined, 200, ticket('"assignedAtUtc":null,"closedAtUtc":null')],
  ['mo', set('3'), undefined, 400, status],
  ['mo', set('3'), '{}', 400, status],
  ['mo', set('3'), '{"status":1}', 400, status],
  // Anybody's own, and what needs no sign-in.
  ['reg', `${list}/me`, undefined, 200, '[]'],
  [undefined, 'GET /health', undefined, 200, 'ok'],
  [undefined, 'GET /api/health', undefined, 200, 'ok'],
  [undefined, 'GET /api/version', undefined, 200, /^\{"version":"[^"]+","codename":"[^"]+"\}$/u],
];

test('[H143] on the built server more than forty cases of the compatible API come to their status and body, in the order of its checks', async () => {
  assert.ok(cases.length >= 40);
  for (const [who, route, body, wanted, text] of cases) {
    const told = await ask(who, route, body);
    const about = `${who ?? 'nobody'}: ${route} ${body ?? ''}`;
    assert.is(told.status, wanted, `${about}: ${told.text}`);
    if (typeof text === 'string') assert.is(told.text, text, about);
    else assert.match(told.text, text, about);
    if (wanted === 400 && text !== 'username and password are required') {
      assert.match(told.type!, /^application\/json/u, about);
    }
  }
});

test('[H144] on the built server a ticket has the fields that dashboards read, in the types that they expect', async () => {
  const { text } = await ask('mo', `${list}/2`);
  const told = JSON.parse(text) as Record<string, unknown>;
  const number = /^\d+$/u;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u;
  const patterns: Record<string, RegExp> = {
    ticketId: number,
    senderCharacterId: number,
    senderAccountId: number,
    category: /^Stuck$/u,
    message: /^second$/u,
    status: /^Assigned$/u,
    createdAtUtc: time,
    assignedAtUtc: time,
    lastUpdatedAtUtc: time,
    assignedToCharacterId: /^$/u,
    assignedToAccountId: number,
  };
  const others = ['mapId', 'x', 'y', 'z', 'closedAtUtc'];
  assert.equal(Object.keys(told).toSorted(), [...Object.keys(patterns), ...others].toSorted());
  for (const [field, pattern] of Object.entries(patterns)) {
    assert.type(told[field], 'string', field);
    assert.match(told[field] as string, pattern, field);
  }
  assert.equal([told.mapId, told.x, told.y, told.z, told.closedAtUtc], [1, 1417, 1692, -5, null]);
  assert.is(told.assignedToAccountId, accounts.get('boss'));
});
