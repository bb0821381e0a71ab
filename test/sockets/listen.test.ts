import { once } from 'node:events';
import { connect } from 'node:net';
import { closes, type CloseReason } from '../../protocol/close.ts';
import { limits } from '../../protocol/limits.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { figuresOf } from '../../server/sockets/connection/counters.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { assert, suite } from '../support/suite.ts';
import { SocketServer, type Caller } from './socket-server.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';

const test = suite('sockets');

async function within(run: (server: SocketServer) => Promise<void>, options = {}): Promise<void> {
  const server = await new SocketServer(options).open();
  try {
    await run(server);
    assert.equal(server.faults, []);
  } finally {
    await server.close();
  }
}

const as = (account: string) => ({ account, restricted: false, surface: 'web' }) as const;
let commands = 0;

async function act(
  server: SocketServer,
  account: string,
  command: CommandBody,
  ticket?: string,
): Promise<string> {
  const request = {
    id: `c${(commands += 1)}`,
    command,
    ...(ticket === undefined ? {} : { ticket }),
  };
  const answer = await server.backend.ticketService.command(as(account), request);
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.ticket;
}

const open = (server: SocketServer) =>
  act(server, player, { kind: 'open', category: 'Bug', body: 'x' });
const watch = (ticket: string) => ({
  t: 'watch',
  w: 1,
  what: { on: 'ticket', ticket, as: 'public' },
});

// [W11] The first subprotocol of the client that the server speaks is taken; without one the answer
// is HTTP and a sentence.
test('[W11] the first subprotocol of the client that the server speaks is taken', () =>
  within(async (server) => {
    const offers = [
      [['shardbell.v1'], 'shardbell.v1'],
      [['shardbell.v1.json'], 'shardbell.v1.json'],
      [['shardbell.v1.json', 'shardbell.v1'], 'shardbell.v1.json'],
      [['shardbell.v9', 'shardbell.v1', 'shardbell.v1.json'], 'shardbell.v1'],
    ] as const;
    for (const [offered, taken] of offers) {
      const caller = await server.call([...offered]);
      assert.is(caller.ws.protocol, taken);
      caller.send({ t: 'hello', v: 1, auth: { as: 'web', ticket: `${player}:${offered.join()}` } });
      await caller.heard('welcome');
    }
  }));

test('[W11] without one that the server speaks the answer is HTTP and a sentence', () =>
  within(async (server) => {
    const { origin } = server;
    for (const protocol of ['', 'chat', 'shardbell', 'SHARDBELL.V1']) {
      const answer = await server.refusal({ origin, 'sec-websocket-protocol': protocol });
      assert.is(answer.status, 400);
      assert.match(
        answer.body,
        /^Offer one of the subprotocols shardbell\.v1, shardbell\.v1\.json\.\n$/,
      );
    }
    assert.is(server.sockets.counters.upgrades_refused, 4);
    assert.is(server.sockets.counters.connections_total, 0);
  }));

// [W12] A foreign Origin is refused in HTTP, and so is a Host that is not ours where there is an
// Origin; a missing Origin is good for the key of a shard only.
test('[W12] a Host that is not ours, a foreign Origin and another path are refused in HTTP', () =>
  within(async (server) => {
    const { origin, port } = server;
    const status = async (headers: Record<string, string>, path?: string) =>
      (await server.refusal(headers, path)).status;
    assert.is(await status({ origin, host: `evil.example:${port}` }), 421);
    assert.match(server.logged.join(''), `"value":"evil.example:${port}"`);
    assert.is(await status({ origin: 'http://evil.example' }), 403);
    assert.is(await status({ origin: 'null' }), 403);
    assert.is(await status({ origin }, '/socket'), 404);
    assert.is(await status({ origin, 'sec-websocket-version': '7' }), 400);
  }));

test('[W72] a socket without an Origin, which no browser opens, is taken whatever its Host is', () =>
  within(async (server) => {
    for (const host of ['10.1.2.3:4600', 'shardbell', '[2001:db8::1]:4600', 'a_name:1']) {
      const shard = await server.call(['shardbell.v1'], { headers: { host } });
      const auth = { as: 'shard', key: 'key of north', incarnation: 'first' } as const;
      shard.send({ t: 'hello', v: 1, auth });
      await shard.heard('welcome');
    }
  }));

test('[W12] a missing Origin is good for the key of a shard only', () =>
  within(async (server) => {
    await server.shard();
    const browserless = await server.call(['shardbell.v1'], {});
    browserless.send({ t: 'hello', v: 1, auth: { as: 'web', ticket: `${player}:x` } });
    assert.is((await browserless.closed).code, closes.credentials_refused.code);
  }));

/** A client that signs in, whether or not it is accepted. */
async function sayHello(server: SocketServer, account: string): Promise<Caller> {
  const caller = await server.call();
  const ticket = `${account}:hello ${(commands += 1)}`;
  caller.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
  return caller;
}

/** For each reason, how a client gets it. */
const ways: Record<CloseReason, (server: SocketServer) => Promise<Caller>> = {
  async stopping(server) {
    const caller = await server.signIn(player);
    await server.sockets.stop();
    return caller;
  },
  async too_slow(server) {
    const caller = await server.signIn(player);
    const ticket = await open(server);
    caller.send(watch(ticket));
    await caller.heard('state');
    caller.ws.pause();
    const body = 'x'.repeat(limits.body_chars_max);
    // More than the buffers of the system hold, which differ between systems.
    while (server.sockets.counters.closes.too_slow === 0) {
      await act(server, player, { kind: 'post_message', body }, ticket);
      await new Promise((resolve) => setImmediate(resolve));
    }
    caller.ws.resume();
    return caller;
  },
  async silent(server) {
    const caller = await server.signIn(player);
    server.backend.time += limits.silence_ms_max;
    server.sockets.sweep();
    return caller;
  },
  async too_fast(server) {
    const caller = await server.signIn(player);
    for (let i = 0; i <= limits.frames_burst; i++) caller.send({ t: 'ping' });
    return caller;
  },
  async fault(server) {
    const caller = await server.shard();
    server.backend.shards[0]!.receive = () => {
      throw new Error('a bug');
    };
    caller.send({ t: 'sessions_end' });
    await caller.closed;
    assert.equal(server.faults.splice(0).map(String), ['Error: a bug']);
    return caller;
  },
  async hello_late(server) {
    const caller = await server.call();
    server.backend.time += limits.hello_wait_ms;
    server.sockets.sweep();
    return caller;
  },
  async full(server) {
    await Promise.all([server.signIn(player), server.signIn(helper)]);
    return sayHello(server, otherPlayer);
  },
  async account_full(server) {
    for (let i = 0; i < netLimits.connections_per_account_max; i++) await server.signIn(player);
    return sayHello(server, player);
  },
  async behind(server) {
    server.backend.head = Promise.resolve(false);
    return sayHello(server, player);
  },
  async frame_malformed(server) {
    const caller = await server.signIn(player);
    caller.ws.send('text where MessagePack was agreed');
    return caller;
  },
  async frame_too_large(server) {
    const caller = await server.signIn(player);
    caller.ws.send(Buffer.alloc(limits.frame_in_bytes_max + 1));
    return caller;
  },
  async message_unknown(server) {
    const caller = await server.signIn(player);
    caller.send({ t: 'dance' });
    return caller;
  },
  async message_invalid(server) {
    const caller = await server.signIn(player);
    caller.send({ t: 'unwatch' });
    return caller;
  },
  async version_unknown(server) {
    const caller = await server.call();
    caller.send({ t: 'hello', v: 2 });
    return caller;
  },
  async hello_expected(server) {
    const caller = await server.call();
    caller.send({ t: 'ping' });
    return caller;
  },
  async credentials_refused(server) {
    const caller = await server.call();
    caller.send({ t: 'hello', v: 1, auth: { as: 'web', ticket: 'guessed' } });
    return caller;
  },
  async replaced(server) {
    const caller = await server.shard();
    server.backend.shards[0]!.connection.close('replaced');
    return caller;
  },
  async signed_out(server) {
    const caller = await server.signIn(player);
    const other = await server.signIn(helper);
    server.sockets.signOut(`session of ${player}`);
    other.send({ t: 'ping' });
    await other.heard('pong');
    return caller;
  },
};

for (const [reason, way] of Object.entries(ways) as Array<[CloseReason, (typeof ways)['full']]>) {
  // [W13] Every end that the server makes is a bye, then a close frame with the same code, for
  // frames that the receiver itself refuses too.
  test(`[W13] ${closes[reason].code} ${reason}: bye, then the close frame, then the end`, () =>
    within(
      async (server) => {
        const caller = await way(server);
        const { code, sentence } = closes[reason];
        assert.equal(await caller.closed, { code, reason: sentence });
        const bye = caller.messages.at(-1)!;
        assert.is(bye.t === 'bye' && bye.code, code);
        assert.is(server.sockets.counters.closes[reason], 1);
      },
      reason === 'full' ? { connectionsMax: 2 } : {},
    ));
}

test('[W13] a frame in too many fragments, or larger in sum than it may be, closes with our codes', () =>
  within(async (server) => {
    const [many, large] = [await server.signIn(player), await server.signIn(player)];
    for (let i = 0; i <= netLimits.fragments_max; i++)
      many.ws.send('x', { fin: false, binary: true });
    assert.is((await many.closed).code, closes.frame_malformed.code);
    for (const fin of [false, true]) large.ws.send(Buffer.alloc(40_000), { fin, binary: true });
    assert.is((await large.closed).code, closes.frame_too_large.code);
  }));

test('[W13] a largest frame is still read', () =>
  within(async (server) => {
    const caller = await server.signIn(player, 'shardbell.v1.json');
    const frame = '{"t":"get","id":"g","ticket":"t","as":"public"}';
    caller.ws.send(frame.padEnd(limits.frame_in_bytes_max));
    await caller.heard('refused');
  }));

test('[W13] the code that a client closes with is given back to it', () =>
  within(async (server) => {
    const caller = await server.signIn(player);
    caller.ws.close(1009, 'I had enough');
    assert.equal(await caller.closed, { code: 1009, reason: 'I had enough' });
    assert.is(server.sockets.counters.closes.by_client, 1);
  }));

test('[W14] one connection too many is told so once it said who it is, with a code of its own where its account has too many; those that were closed and linger are cut before anybody is turned away in HTTP', () =>
  within(
    async (server) => {
      await server.signIn(helper);
      // They say nothing at all, and do not answer a close frame either.
      const silent = Array.from({ length: 5 }, () => rawUpgrade(server));
      const ends = silent.map((socket) => once(socket, 'close'));
      await Promise.all(silent.map((socket) => once(socket, 'data')));
      await Promise.all(ends.slice(0, 3));
      assert.is(server.sockets.counters.connections, 3);
      for (const socket of silent) socket.destroy();
    },
    { connectionsMax: 2, unheard: { per_network_max: 2, in_all_max: 2 } },
  ));

// [W73] Sockets that say no hello are bounded per network and in all; the oldest of those that are
// too many gives way to the next.
test('[W73] sockets that say nothing give way to the next of their network, and hold up nobody', () =>
  within(
    async (server) => {
      const silent = [await server.call(), await server.call(), await server.call()];
      await silent[0]!.closed;
      const known = await server.signIn(player);
      await silent[1]!.closed;
      known.send({ t: 'ping' });
      await known.heard('pong');
      await server.shard();
      await server.signIn(helper);
      assert.match(server.logged.join(''), '"kind":"sockets_silent"');
      assert.is(server.sockets.counters.upgrades_refused, 0);
    },
    { unheard: { per_network_max: 2, in_all_max: 10 } },
  ));

// [W74] An account has a bounded number of sockets; staff may have more, and the last places are
// kept for shards and staff.
test('[W74] the last places are for shards and staff, whose own number is not bounded', () =>
  within(
    async (server) => {
      for (let i = 0; i < 9; i++) await server.signIn(player);
      const crowded = await sayHello(server, otherPlayer);
      assert.is((await crowded.closed).code, closes.full.code);
      const last = await server.signIn(helper);
      last.ws.close();
      await last.closed;
      await server.shard();
    },
    { connectionsMax: 10, connectionsPerAccountMax: 9 },
  ));

test('[W74] a place is free again once its socket is gone, and staff may have more than players', () =>
  within(
    async (server) => {
      const first = await server.signIn(player);
      const second = await sayHello(server, player);
      assert.is((await second.closed).code, closes.account_full.code);
      await server.signIn(otherPlayer);
      for (let i = 0; i < 3; i++) await server.signIn(helper);
      first.ws.close();
      await first.closed;
      await server.signIn(player);
      assert.match(server.logged.join(''), `"account":"${player}"`);
    },
    { connectionsPerAccountMax: 1 },
  ));

/** A client that speaks no more after the handshake. */
function rawUpgrade({ port }: SocketServer) {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    [
      'GET /ws HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: shardbell.v1',
      '\r\n',
    ].join('\r\n'),
  );
  return socket;
}

test('[W15] a stopping server takes no more connections, tells the open ones to come back, and ends though one does not answer', () =>
  within(async (server) => {
    const deaf = rawUpgrade(server);
    await once(deaf, 'data');
    const caller = await server.signIn(player);
    const stopped = server.sockets.stop(50);
    assert.is((await server.refusal({ origin: server.origin })).status, 503);
    assert.is((await caller.closed).code, closes.stopping.code);
    await stopped;
    assert.is(server.sockets.counters.connections, 0);
    deaf.destroy();
  }));

test('[W22] prepared frames and the control frames of ws are read in order by a ws client', () =>
  within(async (server) => {
    const ticket = await open(server);
    const caller = await server.signIn(player);
    const answered: string[] = [];
    caller.ws.on('pong', (data) => answered.push(data.toString('utf8')));
    caller.send(watch(ticket));
    await caller.heard('state');
    const rounds = 40;
    for (let i = 0; i < rounds; i++) {
      caller.ws.ping(`ping ${i}`);
      caller.send({ t: 'ping' });
      const body = `message ${i} ${'x'.repeat(i * 190)}`;
      await act(server, player, { kind: 'post_message', body }, ticket);
      if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await caller.heard('event', rounds);
    await caller.heard('pong', rounds);
    const told = caller.messages.flatMap((message) =>
      message.t === 'event' && message.is.on === 'ticket' ? message.is.entries : [],
    );
    assert.equal(told, server.backend.ticketService.entries(ticket, 'public', { after: 2 }));
    while (answered.length < rounds) await once(caller.ws, 'pong');
    assert.equal(
      answered,
      Array.from({ length: rounds }, (_, i) => `ping ${i}`),
    );
    caller.ws.close(1000);
    assert.is((await caller.closed).code, 1000);
  }));

// [W21] What waits for a connection is bounded, the socket's own buffer included, and stays shared
// while the socket takes nothing.
test('[W21] a client that pauses, but not for too much, gets all that waited, in order', () =>
  within(async (server) => {
    const { counters } = server.sockets;
    const ticket = await open(server);
    const caller = await server.signIn(player);
    caller.send(watch(ticket));
    await caller.heard('state');
    caller.ws.pause();
    const body = 'x'.repeat(limits.body_chars_max);
    let posted = 0;
    // Until a frame stays with the server, because the system takes no more.
    for (let written = -1; written < counters.frames_out; posted++) {
      written = counters.frames_out;
      await act(server, player, { kind: 'post_message', body }, ticket);
      await new Promise((resolve) => setImmediate(resolve));
    }
    caller.ws.resume();
    await caller.heard('event', posted);
    const told = caller.messages.flatMap((message) =>
      message.t === 'event' && message.is.on === 'ticket' ? message.is.entries : [],
    );
    assert.equal(
      told.map(({ seq }) => seq),
      Array.from({ length: posted }, (_, i) => i + 3),
    );
    assert.is(caller.ws.readyState, caller.ws.OPEN);
  }));

// [W39] A watcher that reads too slowly is closed with a code, costs the others nothing, and leaves
// nothing behind.
test('[W39] a client that stops reading is closed, while the others get everything', () =>
  within(async (server) => {
    const ticket = await open(server);
    const [slow, quick] = [await server.signIn(player), await server.signIn(player)];
    for (const caller of [slow, quick]) {
      caller.send(watch(ticket));
      await caller.heard('state');
    }
    slow.ws.pause();
    const body = 'x'.repeat(limits.body_chars_max);
    let posted = 0;
    while (server.sockets.counters.closes.too_slow === 0) {
      await act(server, player, { kind: 'post_message', body }, ticket);
      posted += 1;
      await quick.heard('event', posted);
    }
    slow.ws.resume();
    assert.is((await slow.closed).code, closes.too_slow.code);
    const told = slow.messages.filter(({ t }) => t === 'event').length;
    assert.ok(told < posted);
    assert.is(quick.messages.filter(({ t }) => t === 'event').length, posted);
  }));

// [W38] States and pages are read one after the other, only while there is room, and only so many
// may wait.
test('[W38] a client that comes back with as many long tickets as may be gets them all', () =>
  within(async (server) => {
    const ticket = await open(server);
    const body = 'x'.repeat(limits.body_chars_max);
    for (let i = 0; i < 20; i++) await act(server, player, { kind: 'post_message', body }, ticket);
    const caller = await server.signIn(player);
    for (let w = 0; w < limits.watches_max; w++) caller.send({ ...watch(ticket), w });
    await caller.heard('state', limits.watches_max);
    assert.is(server.sockets.counters.closes.too_slow, 0);
  }));

test('[W16] what the sockets did is counted, and told to /metrics', () =>
  within(async (server) => {
    const caller = await server.signIn(player);
    caller.send({ t: 'ping' });
    await caller.heard('pong');
    const { counters } = server.sockets;
    assert.is(counters.connections, 1);
    assert.is(counters.frames_in, 2);
    assert.is(counters.frames_out, 2);
    assert.ok(counters.bytes_in > 0 && counters.bytes_out > counters.bytes_in);
    caller.ws.close();
    await caller.closed;
    const figures = figuresOf(counters);
    const by = (name: string, reason?: string) =>
      figures.find((one) => one.name === name && one.labels['reason'] === reason)?.value;
    assert.is(by('shardbell_sockets_opened_total'), 1);
    assert.is(by('shardbell_socket_frames_out_total'), 2);
    assert.is(by('shardbell_sockets_closed_total', 'too_slow'), 0);
  }));
