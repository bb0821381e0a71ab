import { limits } from '../../protocol/limits.ts';
import type { Doing, Presence } from '../../protocol/ticket.ts';
import { playerRights, supportRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player, Stage, type TestClient } from './stage.ts';

const test = suite('who is where');
const colleague = '22';

const watchTicket = (ticket: string, as: 'public' | 'support', w = 1) => ({
  t: 'watch',
  w,
  what: { on: 'ticket', ticket, as },
});
const watchPresence = { t: 'watch', w: 8, what: { on: 'presence' } };

/** A ticket of a player, with a helper, a colleague and the player watching it. */
async function atTicket() {
  const stage = new Stage();
  stage.backend.ticketService.rights.set(colleague, supportRights);
  const ticket = await stage.open(player);
  const [mine, one, two] = [stage.signIn(player), stage.signIn(helper), stage.signIn(colleague)];
  mine.send(watchTicket(ticket, 'public'));
  for (const client of [one, two]) client.send(watchTicket(ticket, 'support'));
  await stage.settle();
  const signal = (client: TestClient, as: 'public' | 'support', doing: Doing): void =>
    client.send({ t: 'signal', ticket, as, doing });
  /** Turns the hands, and looks who is there no longer. */
  const pass = (ms: number): void => {
    stage.backend.time += ms;
    stage.deps.presence.sweep(stage.backend.time);
    stage.endTurn();
  };
  return { stage, ticket, mine, one, two, signal, pass };
}

/** What support was told last: who looks, and who writes on which side. */
function presenceOf(client: TestClient): { viewing: string[]; typing: string[] } | undefined {
  const is = client.all('signal').at(-1)?.is;
  if (is?.on !== 'company') return undefined;
  const typing = is.typing.map(({ account, side }) => `${side} ${account}`);
  return { viewing: is.viewing.map(({ account }) => account), typing };
}

/** Each thing that a player was told of support. */
function supportTyping(client: TestClient): boolean[] {
  return client.all('signal').map(({ is }) => {
    if (is.on !== 'support_typing') throw new Error(`a player was told of ${is.on}`);
    return is.typing;
  });
}

function counts(client: TestClient): Presence[] {
  const held = new Map<string, Presence>();
  for (const message of client.wire.messages()) {
    if (message.t !== 'state' && message.t !== 'signal') continue;
    if (message.is.on !== 'presence') continue;
    if (message.t === 'state') held.clear();
    for (const one of message.is.tickets) {
      if (one.viewing + one.typing === 0) held.delete(one.ticket);
      else held.set(one.ticket, one);
    }
  }
  return [...held.values()];
}

test('[W50] support learns who of support looks at a ticket and who writes on it, players included', async () => {
  const { stage, mine, one, two, signal } = await atTicket();
  signal(one, 'support', 'viewing');
  signal(two, 'support', 'typing');
  stage.endTurn();
  const expected = { viewing: [helper, colleague], typing: [`support ${colleague}`] };
  assert.equal([presenceOf(one), presenceOf(two)], [expected, expected]);
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(one)?.typing, [`support ${colleague}`, `player ${player}`]);
  const { is } = one.last('signal');
  assert.ok(is.on === 'company' && is.viewing[0]?.name === `account ${helper}`);
  signal(two, 'support', 'gone');
  signal(mine, 'public', 'gone');
  stage.endTurn();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [] });
});

test('[W51] players learn that support is writing a message (never a note), and nothing else of anybody', async () => {
  const { stage, ticket, mine, one, two, signal } = await atTicket();
  await stage.do(helper, { kind: 'add_participants', accounts: [otherPlayer] }, ticket);
  const other = stage.signIn(otherPlayer);
  other.send(watchTicket(ticket, 'public'));
  await stage.settle();
  for (const doing of ['viewing', 'noting', 'gone'] as const) {
    signal(one, 'support', doing);
    stage.endTurn();
  }
  signal(mine, 'public', 'viewing');
  signal(mine, 'public', 'typing');
  signal(mine, 'public', 'noting');
  stage.endTurn();
  assert.equal([supportTyping(mine), supportTyping(other)], [[], []]);
  signal(one, 'support', 'typing');
  signal(two, 'support', 'typing');
  stage.endTurn();
  signal(two, 'support', 'viewing');
  stage.endTurn();
  signal(one, 'support', 'noting');
  stage.endTurn();
  assert.equal(
    [supportTyping(mine), supportTyping(other)],
    [
      [true, false],
      [true, false],
    ],
  );
});

test('[W52] whoever comes to a ticket is told who is there, and nothing where nobody is', async () => {
  const { stage, ticket, one, signal } = await atTicket();
  const [quiet, quietMine] = [stage.signIn(colleague), stage.signIn(player)];
  quiet.send(watchTicket(ticket, 'support'));
  quietMine.send(watchTicket(ticket, 'public'));
  await stage.settle();
  assert.equal([...quiet.all('signal'), ...quietMine.all('signal')], []);
  signal(one, 'support', 'typing');
  stage.endTurn();
  const [late, mine] = [stage.signIn(colleague), stage.signIn(player)];
  late.send(watchTicket(ticket, 'support'));
  mine.send(watchTicket(ticket, 'public'));
  await stage.settle();
  assert.equal(presenceOf(late), { viewing: [helper], typing: [`support ${helper}`] });
  assert.equal(supportTyping(mine), [true]);
  assert.is(late.last('signal').topic, late.last('state').topic);
});

test('[W53] writing is over by itself, looking too, unless it is said again', async () => {
  const { stage, mine, one, two, signal, pass } = await atTicket();
  signal(one, 'support', 'typing');
  signal(mine, 'public', 'typing');
  signal(two, 'support', 'viewing');
  stage.endTurn();
  pass(limits.typing_ms_max - 1);
  signal(one, 'support', 'typing');
  stage.endTurn();
  pass(1);
  assert.equal(presenceOf(two), { viewing: [helper, colleague], typing: [`support ${helper}`] });
  pass(limits.typing_ms_max);
  assert.equal(presenceOf(two), { viewing: [helper, colleague], typing: [] });
  assert.equal(supportTyping(mine), [true, false]);
  for (let waited = 0; waited < limits.viewing_ms_max; waited += limits.viewing_renew_ms) {
    signal(two, 'support', 'viewing');
    pass(limits.viewing_renew_ms);
  }
  assert.equal(presenceOf(two), { viewing: [colleague], typing: [] });
  const told = two.all('signal').length;
  signal(two, 'support', 'viewing');
  stage.endTurn();
  assert.is(two.all('signal').length, told, 'told anew of what did not change');
  pass(limits.viewing_ms_max);
  assert.equal(presenceOf(two), { viewing: [], typing: [] });
});

// [W54] Who leaves, loses the connection, the right or the ticket is there no longer.
test('[W54] who leaves, loses the connection or the right is there no longer', async () => {
  type Leave = (at: Awaited<ReturnType<typeof atTicket>>) => void;
  const ways: Leave[] = [
    ({ one }) => one.send({ t: 'unwatch', w: 1 }),
    ({ one }) => one.session.cut(),
    ({ stage }) => stage.backend.setRights(helper, playerRights),
    ({ one }) => one.send(watchTicket('another', 'support')),
  ];
  for (const leave of ways) {
    const at = await atTicket();
    at.signal(at.one, 'support', 'typing');
    at.stage.endTurn();
    assert.is(presenceOf(at.two)?.viewing.length, 1);
    leave(at);
    await at.stage.settle();
    assert.equal(presenceOf(at.two), { viewing: [], typing: [] });
    assert.equal(supportTyping(at.mine), [true, false]);
  }
});

test('[W54] a participant who is removed writes no longer', async () => {
  const { stage, ticket, mine, one, signal } = await atTicket();
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(one)?.typing, [`player ${player}`]);
  await stage.do(helper, { kind: 'remove_participant', account: player }, ticket);
  await stage.settle();
  assert.equal(presenceOf(one)?.typing, []);
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(one)?.typing, []);
});

test('[W55] a signal counts for a ticket that the connection watches as that audience, and for no other', async () => {
  const { stage, ticket, mine, one, signal } = await atTicket();
  const other = stage.signIn(otherPlayer);
  signal(other, 'public', 'typing');
  signal(mine, 'support', 'typing');
  signal(one, 'public', 'typing');
  other.send(watchTicket(ticket, 'public'));
  signal(other, 'public', 'typing');
  await stage.settle();
  assert.equal([one.all('signal'), mine.all('signal'), other.all('signal')], [[], [], []]);
  assert.equal(stage.faults, []);
});

test('[W56] an account with several connections is there once, until the last one is gone', async () => {
  const { stage, ticket, one, two, signal } = await atTicket();
  const second = stage.signIn(helper);
  second.send(watchTicket(ticket, 'support'));
  await stage.settle();
  signal(one, 'support', 'viewing');
  signal(second, 'support', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [`support ${helper}`] });
  second.session.cut();
  await stage.settle();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [] });
});

// [W57] Those with access to the queue get the number of people at each ticket and the first of
// them by name, at most once a second.
test('[W57] watchers of the queue get the number of those at each ticket and the first by name, at most once a second', async () => {
  const { stage, ticket, mine, one, two, signal, pass } = await atTicket();
  const queue = stage.signIn(colleague);
  queue.send(watchPresence);
  await stage.settle();
  assert.equal(counts(queue), []);
  signal(one, 'support', 'viewing');
  signal(two, 'support', 'typing');
  stage.endTurn();
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(queue.all('signal'), []);
  pass(1_000);
  assert.equal(counts(queue), [
    {
      ticket,
      viewing: 2,
      typing: 2,
      people: [
        { account: colleague, name: `account ${colleague}`, typing: true },
        { account: player, name: `account ${player}`, typing: true },
        { account: helper, name: `account ${helper}`, typing: false },
      ],
    },
  ]);
  pass(1_000);
  assert.is(queue.all('signal').length, 1, 'told again what did not change');
  const late = stage.signIn(helper);
  late.send(watchPresence);
  await stage.settle();
  assert.equal(counts(late), counts(queue));
  pass(limits.viewing_ms_max);
  assert.equal([counts(queue), counts(late)], [[], []]);
});

test('[W57] the numbers are for those with access to the queue, as long as they have it', async () => {
  const { stage, mine, one, signal, pass } = await atTicket();
  const queue = stage.signIn(colleague);
  for (const client of [queue, mine]) client.send(watchPresence);
  await stage.settle();
  assert.is(mine.last('gone').code, 'right_missing');
  stage.backend.setRights(colleague, playerRights);
  await stage.settle();
  assert.is(queue.last('gone').code, 'right_missing');
  signal(one, 'support', 'viewing');
  pass(1_000);
  assert.equal(queue.all('signal'), []);
});

test('[W58] no signal waits for a connection that is behind: it is told what is so when it has caught up', async () => {
  const { stage, mine, one, two, signal, pass } = await atTicket();
  const queue = stage.signIn(colleague);
  queue.send(watchPresence);
  await stage.settle();
  for (const client of [two, queue, mine]) {
    client.wire.isStalled = true;
    client.send({ t: 'ping' });
  }
  await stage.settle();
  const before = [two, queue, mine].map(({ wire }) => wire.writes.length);
  for (let i = 0; i < 50; i++) {
    signal(one, 'support', i % 2 ? 'viewing' : 'typing');
    stage.endTurn();
    pass(1_000);
  }
  signal(one, 'support', 'typing');
  stage.endTurn();
  pass(1_000);
  assert.equal(
    [two, queue, mine].map(({ wire }) => wire.writes.length),
    before,
  );
  for (const client of [two, queue, mine]) {
    assert.is(client.session.outbox.waiting_bytes, client.wire.buffered_bytes);
    client.wire.isStalled = false;
    client.wire.buffered_bytes = 0;
    client.fresh();
    client.session.drained();
  }
  await stage.settle();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [`support ${helper}`] });
  assert.equal(supportTyping(mine), [true]);
  assert.equal([two.fresh().length, mine.fresh().length], [1, 1]);
  assert.equal(
    counts(queue).map(({ viewing, typing }) => [viewing, typing]),
    [[1, 1]],
  );
  assert.is(queue.fresh().length, 1);
});

test('[W59] however many are at a ticket, or at however many tickets, what is told fits a frame', async () => {
  const stage = new Stage({ accountPace: { per_second: 1e6, burst: 1e6 } });
  const ticket = await stage.open(player);
  const clients: TestClient[] = [];
  for (let i = 0; i < limits.signal_people_max + 5; i++) {
    stage.backend.ticketService.rights.set(`9${i}`, supportRights);
    const client = stage.signIn(`9${i}`);
    client.send(watchTicket(ticket, 'support'));
    clients.push(client);
  }
  await stage.settle();
  for (const client of clients) {
    client.send({ t: 'signal', ticket, as: 'support', doing: 'typing' });
  }
  stage.endTurn();
  assert.is(presenceOf(clients[0]!)?.viewing.length, limits.signal_people_max);
  const queue = stage.signIn(helper);
  queue.send(watchPresence);
  await stage.settle();
  assert.equal(
    counts(queue).map(({ viewing }) => viewing),
    [clients.length],
  );
  const many = limits.signal_tickets_max + 3;
  for (let i = 0; i < many; i++) {
    const each = { ticket: `t${i}`, as: 'support', who: {}, account: '1', name: 'x' } as const;
    stage.deps.presence.signal({ ...each, doing: 'viewing' });
  }
  stage.deps.presence.sweep(stage.backend.time);
  const late = stage.signIn(helper);
  late.send(watchPresence);
  await stage.settle();
  assert.equal([counts(queue).length, counts(late).length], [many + 1, many + 1]);
  assert.equal([queue.all('signal').length, late.all('signal').length], [2, 1]);
  assert.equal(stage.faults, []);
});
