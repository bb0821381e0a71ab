import { closes } from '../../protocol/close.ts';
import { assert, suite } from '../support/suite.ts';
import { player } from './fake-backend.ts';
import { within } from './listening.ts';

const test = suite('upgrades to sockets');

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
