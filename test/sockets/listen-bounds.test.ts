import { once } from 'node:events';
import { closes } from '../../protocol/close.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { rawUpgrade, sayHello, within } from './listening.ts';

const test = suite('how many sockets may be open');

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
