import { once } from 'node:events';
import { closes } from '../../protocol/close.ts';
import { limits } from '../../protocol/limits.ts';
import { figuresOf } from '../../server/sockets/connection/counters.ts';
import { assert, suite } from '../support/suite.ts';
import { player } from './fake-backend.ts';
import { act, open, watch, within } from './listening.ts';

const test = suite('what passes through sockets');

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
