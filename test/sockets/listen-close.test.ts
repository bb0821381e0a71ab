import { once } from 'node:events';
import { closes, type CloseReason } from '../../protocol/close.ts';
import { limits } from '../../protocol/limits.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { assert, suite } from '../support/suite.ts';
import type { SocketServer, Caller } from './socket-server.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { act, open, rawUpgrade, sayHello, watch, within } from './listening.ts';

const test = suite('the end of sockets');

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
