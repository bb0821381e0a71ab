import { IdentifyThrottler } from '../../actors/discord/adapter/identify-throttler.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { HandClock, Stage } from './stage.ts';

const test = suite('discord faults', { limit_ms: 60_000 });

const [ana, ben] = ['200000000000000001', '200000000000000002'] as const;

/** There is exactly one channel, with one pinned header and each message once, in order. */
function inOrder(stage: Stage, said: readonly string[]): void {
  assert.is(stage.discord.texts.length, 1, 'one channel');
  assert.is(stage.headers().length, 1, 'one header');
  assert.ok(stage.headers()[0]!.pinned);
  assert.equal(stage.said(), said);
}

const steps: ReadonlyArray<keyof DiscordPort> = ['guild', 'createChannel', 'send', 'pin', 'edit'];

test('[K56] a call that nobody knows the end of is looked into before it is done again', async () => {
  for (const call of steps) {
    for (const fault of ['landed', 'vanished'] as const) {
      const stage = await Stage.ready();
      const { world, discord } = stage;
      discord.fail(call, fault, fault);
      const { ticket } = await world.opened(world.player, 'first');
      await stage.pass(10_000);
      done(await world.post(world.staff, ticket, 'second'));
      await stage.pass(60_000);
      inOrder(stage, ['first', 'second']);
      // The nonce is forgotten by then, so it was found by its footer.
      const footers = discord.texts[0]!.messages.map(({ footer }) => footer);
      assert.equal(footers, ['#1', '#1 · 2', '#1 · 3']);
    }
  }
});

test('[K57] a post of unknown end is found by its footer, not by the nonce alone', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  discord.fail('send', 'landed');
  done(await world.post(world.staff, ticket, 'second'));
  await stage.settle();
  // Discord forgets nonces after some minutes.
  const [channel] = discord.texts;
  channel!.messages.splice(0, 9, ...channel!.messages.map((one) => ({ ...one, nonce: null })));
  await stage.pass(10 * 60_000);
  inOrder(stage, ['first', 'second']);
});

test('[K58] stopped at any step of an archive and of a reopening, there is one channel, one header, one replay', async () => {
  let reached = 0;
  for (let cut = 1; cut < 24; cut++) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    const { ticket } = await world.opened(world.player, 'first');
    done(await world.post(world.staff, ticket, 'second'));
    await stage.settle();
    world.settings = { ...world.settings, autoArchive: true };
    let left = cut;
    // From this call on, calls are done but not answered.
    discord.onCall = () => {
      left -= 1;
      return left <= 0 ? 'hang' : undefined;
    };
    done(await world.do(world.staff, ticket, { kind: 'close' }));
    await stage.pass(5_000);
    done(await world.do(world.player, ticket, { kind: 'reopen' }));
    await stage.pass(5_000);
    if (left <= 0) reached += 1;
    discord.onCall = undefined;
    await stage.kill();
    await stage.start();
    await stage.pass(120_000);
    assert.is(discord.texts.length, 1, `one channel, cut at ${cut}`);
    assert.is(stage.headers().length, 1, `one header, cut at ${cut}`);
    const said = stage.said().join('\n');
    for (const word of ['first', 'second']) {
      assert.is(said.split(word).length, 2, `${word} once, cut at ${cut}`);
    }
    assert.ok((discord.dm(ana)?.messages.length ?? 0) <= 1, `told once, cut at ${cut}`);
  }
  assert.ok(reached > 10, `cut at ${reached} different calls`);
});

test('[K59] after an outage of half an hour all that was said is there, complete and in order', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const tickets = [];
  for (const who of [world.player, world.other]) {
    tickets.push((await world.opened(who, `of ${who.account}`)).ticket);
  }
  await stage.pass(5_000);
  discord.outage = true;
  const said = tickets.map((_, i) => [`of ${i + 1}`]);
  for (let minute = 0; minute < 30; minute++) {
    const at = minute % 2;
    done(await world.post(minute % 3 ? world.staff : world.player, tickets[0]!, `m${minute}`));
    said[0]!.push(`m${minute}`);
    if (at === 1) {
      done(await world.post(world.other, tickets[1]!, `o${minute}`));
      said[1]!.push(`o${minute}`);
    }
    await stage.pass(60_000);
  }
  discord.outage = false;
  await stage.pass(10 * 60_000);
  assert.equal(stage.said(0), said[0]);
  assert.equal(stage.said(1), said[1]);
  assert.is(stage.headers(0).length, 1);
});

test('[K60] a channel that was deleted by hand is made again while the ticket is active, told or not', async () => {
  for (const isTold of [true, false]) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    const { ticket } = await world.opened(world.player, 'first');
    await stage.settle();
    const { id } = discord.texts[0]!;
    discord.channels.delete(id);
    if (isTold) discord.emit({ kind: 'channel_deleted', guild: discord.id, channel: id });
    else done(await world.post(world.staff, ticket, 'second'));
    await stage.pass(10_000);
    assert.is(discord.texts.length, 1);
    assert.is(stage.headers().length, 1);
    assert.match(stage.said().join('\n'), /first/u);
    if (!isTold) assert.is(stage.said().join('\n').split('second').length, 2);
  }
});

test('[K61] of a closed ticket a channel deleted by hand stays away until it is reopened', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  done(await world.do(world.player, ticket, { kind: 'close' }));
  await stage.settle();
  const { id } = discord.texts[0]!;
  discord.channels.delete(id);
  discord.emit({ kind: 'channel_deleted', guild: discord.id, channel: id });
  await stage.pass(10_000);
  assert.is(discord.texts.length, 0);
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  await stage.pass(10_000);
  assert.is(discord.texts.length, 1);
});

test('[K62] a header deleted by hand is posted and pinned again, told or found missing', async () => {
  for (const isTold of [true, false]) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    const { ticket } = await world.opened(world.player, 'first');
    await stage.settle();
    const [channel] = discord.texts;
    const [header] = channel!.messages.splice(0, 1);
    if (isTold) {
      const messages = [header!.id];
      discord.emit({ kind: 'messages_deleted', channel: channel!.id, messages });
    } else done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
    await stage.pass(5_000);
    inOrder(stage, ['first']);
  }
});

test('[K63] a mirrored message deleted by hand is not posted again', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  const [channel] = discord.texts;
  channel!.messages.pop();
  discord.connect('fresh');
  await stage.pass(5_000);
  done(await world.post(world.staff, ticket, 'second'));
  await stage.pass(5_000);
  assert.equal(stage.said(), ['second']);
});

test('[K64] a full category is told to administrators, the ticket goes on, and gets its channel when there is room', async () => {
  const stage = new Stage();
  const { world, discord } = stage;
  stage.settings = { ...stage.settings, category: discord.category() };
  await stage.restart();
  const tickets: string[] = [];
  for (let i = 0; i < 52; i++) {
    tickets.push((await world.opened(world.player, `ticket ${i}`)).ticket);
  }
  await stage.pass(60_000);
  assert.is(discord.texts.length, 50);
  assert.match(stage.bridge.alerts.sentences.join(), /category of the tickets is full/u);
  done(await world.post(world.staff, tickets[51]!, 'goes on without a channel'));
  await stage.pass(120_000);
  world.settings = { ...world.settings, autoArchive: true };
  for (const ticket of tickets.slice(0, 2)) {
    done(await world.do(world.staff, ticket, { kind: 'close' }));
  }
  await stage.pass(10_000);
  assert.is(discord.texts.length, 50);
  const last = stage.bridge.channels.ticketOf(discord.texts.at(-1)!.id);
  assert.is(last, tickets[51], 'the one that waited for longest came before it');
  assert.equal(stage.said(49), ['ticket 51', 'goes on without a channel']);
  assert.equal(stage.bridge.alerts.sentences, []);
});

test('[K175] closed tickets wait for no channel; where there is no room an active one gets the next free place at once, and how many wait is told', async () => {
  const stage = new Stage();
  const { world, discord } = stage;
  const category = discord.category();
  stage.settings = { ...stage.settings, category };
  await stage.restart();
  const tickets: string[] = [];
  const open = async () => void tickets.push((await world.opened(world.player, 'help')).ticket);
  for (let i = 0; i < 50; i++) await open();
  await stage.pass(60_000);
  const close = async (i: number) =>
    done(await world.do(world.staff, tickets[i]!, { kind: 'close' }));
  await close(3);
  await close(4);
  await open();
  await open();
  await open();
  await stage.pass(5_000);
  const told = () => stage.bridge.alerts.sentences.join();
  assert.match(
    told(),
    /3 active tickets wait for the next free place.* 2 closed tickets hold a channel/u,
  );
  const logged = stage.logged.filter((line) => line.includes('is full')).length;
  assert.is(logged, 1, 'said once, whatever the count');
  await close(50);
  await stage.pass(60_000);
  assert.match(told(), /2 active tickets wait .* 2 closed tickets hold/u);
  const calls = discord.calls.filter((call) => call === 'createChannel').length;
  done(await world.do(world.staff, tickets[3]!, { kind: 'archive' }));
  await stage.settle();
  assert.is(
    stage.bridge.channels.ticketOf(discord.texts.at(-1)!.id),
    tickets[51],
    'not the closed one',
  );
  assert.is(discord.calls.filter((call) => call === 'createChannel').length, calls + 1);
  // A channel that is moved elsewhere makes room too.
  const other = { ...discord.texts[0]!, id: discord.newId(), topic: '', category };
  discord.channels.set(other.id, { ...other, messages: [] });
  await discord.deleteChannel(
    discord.channels.get(stage.bridge.channels.channelOf(tickets[5]!)!)!.id,
  );
  await stage.bridge.checkAgain();
  await stage.pass(60_000);
  assert.match(told(), /active tickets? waits? /u);
  const before = discord.texts.length;
  discord.moveByHand(other.id, null);
  await stage.settle();
  assert.is(discord.texts.length, before + 1);
  // No ticket waits any more, though there is still no room.
  for (const i of [52, 5]) await close(i);
  await stage.pass(60_000);
  assert.is(told(), '');
});

// [K168] From whatever stands on Discord, the bridge comes to rest, with each channel for those
// alone who may be in it.
test('[K168] a channel that does not fit into its category is not moved again and again', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  await world.opened(world.player, 'help');
  await stage.pass(5_000);
  const category = discord.category();
  const [channel] = discord.texts;
  for (let i = 0; i < 50; i++) {
    const id = discord.newId();
    discord.channels.set(id, { ...channel!, id, topic: '', category, messages: [] });
  }
  discord.calls.length = 0;
  stage.settings = { ...stage.settings, category };
  stage.bridge.settingsChanged();
  await stage.pass(60_000);
  const moves = discord.calls.filter((call) => call === 'moveChannel').length;
  assert.ok(moves > 0 && moves < 10, `${moves} moves in a minute`);
});

test('[K65] set up for the first time, active tickets get channels, the oldest first, paced', async () => {
  const stage = new Stage({ guild: null });
  const { world, discord } = stage;
  await stage.start();
  for (let i = 0; i < 12; i++) await world.opened(world.player, `ticket ${i}`);
  const closed = await world.opened(world.player, 'closed before');
  done(await world.do(world.player, closed.ticket, { kind: 'close' }));
  done(await world.do(world.staff, closed.ticket, { kind: 'archive' }));
  await stage.pass(60_000);
  assert.equal(discord.sent, []);
  stage.settings = { ...stage.settings, guild: discord.id };
  stage.bridge.settingsChanged();
  await stage.pass(2_000);
  assert.ok(discord.texts.length < 8, `${discord.texts.length} within two seconds`);
  await stage.pass(10_000);
  assert.equal(
    discord.texts.map(({ name }) => name),
    Array.from({ length: 12 }, (_, i) => `🔴-ticket-ticket-${i}`),
  );
  assert.is(discord.dm(ana), undefined, 'nobody is told of what was archived before');
});

test('[K66] changed settings reach the channels that there are', async () => {
  const stage = new Stage();
  const { world, discord } = stage;
  discord.roles.set('100000000000000009', 'Support');
  await stage.start();
  await world.opened(world.player, 'help');
  await stage.settle();
  const category = discord.category();
  const supportRole = '100000000000000009';
  stage.settings = { ...stage.settings, category, supportRole, prefix: 'case-' };
  stage.bridge.settingsChanged();
  await stage.settle();
  const [channel] = discord.texts;
  assert.equal([channel!.name, channel!.category], ['🔴-case-help', category]);
  assert.is(stage.levels()[supportRole], 'write');
  stage.settings = { ...stage.settings, supportRole: null };
  stage.bridge.settingsChanged();
  await stage.settle();
  assert.is(stage.levels()[supportRole], undefined);
});

test('[K67] a category or role that is not there is told, and tickets get channels without it', async () => {
  const stage = await Stage.ready({
    category: '999999999999999999',
    supportRole: '999999999999999998',
  });
  await stage.world.opened(stage.world.player, 'help');
  await stage.settle();
  assert.is(stage.discord.texts[0]!.category, null);
  const told = stage.bridge.alerts.sentences.join('\n');
  assert.match(told, /category 999999999999999999 set as discord_tickets_category is not in/u);
  assert.match(told, /role 999999999999999998 set as discord_support_role is not in/u);
});

test('[K68] a bot that was thrown out and invited back goes on where it was', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  discord.isIn = false;
  discord.emit({ kind: 'guild_lost', guild: discord.id });
  done(await world.post(world.staff, ticket, 'while it was out'));
  await world.opened(world.other, 'opened meanwhile');
  await stage.pass(60_000);
  assert.is(discord.texts.length, 1);
  assert.match(stage.bridge.alerts.sentences.join(), /invite it/u);
  discord.isIn = true;
  discord.emit({ kind: 'guild_back', guild: discord.id });
  await stage.pass(10_000);
  assert.equal(stage.said(0), ['first', 'while it was out']);
  assert.equal(stage.said(1), ['opened meanwhile']);
  assert.equal(stage.bridge.alerts.sentences, []);
});

test('[K69] a name that is refused gives way to a neutral one, also in a rename', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  discord.fail('createChannel', { reason: 'name_refused' });
  const { ticket } = await world.opened(world.player, 'bad words');
  await stage.pass(5_000);
  assert.is(discord.texts[0]!.name, '🔴-ticket-1');
  discord.fail('renameChannel', { reason: 'name_refused' });
  done(await world.do(world.player, ticket, { kind: 'edit_subject', subject: 'worse words' }));
  await stage.pass(60_000);
  assert.is(discord.texts[0]!.name, '🔴-ticket-1');
});

test('[K70] words that Discord does not take are replaced by where they can be read', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  discord.fail('send', { reason: 'content_refused' });
  done(await world.post(world.staff, ticket, 'not taken'));
  await stage.settle();
  discord.fail('send', { reason: 'content_refused' }, { reason: 'content_refused' });
  done(await world.post(world.staff, ticket, 'not even the neutral words'));
  done(await world.post(world.staff, ticket, 'and on it goes'));
  await stage.settle();
  const [first, second, third] = stage.said();
  assert.equal([first, third], ['first', 'and on it goes']);
  assert.match(second!, /Read it here: https:\/\/help\.example\.org\/#\/mine\//u);
});

test('[K71] tickets proceed apart: one that Discord refuses holds up no other', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.pass(2_000);
  const other = await world.opened(world.other, 'other');
  await stage.pass(2_000);
  const { id } = discord.texts[0]!;
  discord.onCall = (_, body) =>
    JSON.stringify(body).includes(id) ? { reason: 'missing_permission' } : undefined;
  done(await world.post(world.staff, ticket, 'held up'));
  done(await world.post(world.staff, other.ticket, 'not held up'));
  await stage.settle();
  assert.equal(stage.said(0), ['first']);
  assert.equal(stage.said(1), ['other', 'not held up']);
  assert.match(stage.bridge.alerts.sentences.join(), /does not let the bot .* of ticket 1/u);
  discord.onCall = undefined;
  await stage.pass(6 * 60_000);
  assert.equal(stage.said(0), ['first', 'held up']);
  assert.equal(stage.bridge.alerts.sentences, []);
});

test('[K72] a message to a user of unknown end is looked for before it is sent again', async () => {
  for (const fault of ['landed', 'vanished'] as const) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    world.settings = { ...world.settings, autoArchive: true };
    const { ticket } = await world.opened(world.player, 'help');
    done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
    await stage.settle();
    discord.fail('send', fault);
    done(await world.do(world.player, ticket, { kind: 'close' }));
    await stage.pass(20_000);
    assert.is(discord.dm(ana)!.messages.length, 1);
    assert.is(discord.dm(ben)!.messages.length, 1);
  }
});

test('[K73] a ticket that was opened and archived while Discord was away still says so to who took part', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  discord.outage = true;
  discord.emit({ kind: 'disconnected' });
  const { ticket } = await world.opened(world.player, 'short');
  world.settings = { ...world.settings, autoArchive: true };
  done(await world.do(world.player, ticket, { kind: 'close' }));
  await stage.pass(10_000);
  discord.outage = false;
  discord.connect('resumed');
  await stage.pass(10_000);
  assert.is(discord.texts.length, 0);
  assert.is(discord.dm(ana)!.messages.length, 1);
});

test('[K74] in a storm of flips no channel is renamed three times in ten minutes, and all end right', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'storm');
  await stage.settle();
  for (let flip = 0; flip < 120; flip++) {
    done(await world.post(flip % 2 ? world.player : world.staff, ticket, `flip ${flip}`));
    await stage.pass(15_000);
    // Posts never wait for a name.
    assert.is(stage.said().at(-1), `flip ${flip}`);
  }
  await stage.pass(11 * 60_000);
  assert.is(discord.texts[0]!.name, '🔴-ticket-storm');
  const times = discord.renames.map(({ at }) => at);
  for (const [i, at] of times.entries()) {
    assert.ok((times[i + 2] ?? Infinity) - at >= 600_000);
  }
  assert.is(
    discord.calls.filter((call) => call === 'renameChannel').length,
    times.length,
    'none refused',
  );
});

test('[K24] a channel that the bot is kept out of is told, is not made twice, and goes on when it is let in', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.pass(2_000);
  const { id } = discord.texts[0]!;
  discord.onCall = (_, body) =>
    JSON.stringify(body)?.includes(id) ? { reason: 'not_found' } : undefined;
  done(await world.post(world.staff, ticket, 'second'));
  await stage.pass(60_000);
  assert.is(discord.texts.length, 1);
  assert.match(stage.bridge.alerts.sentences.join(), /let the bot into the channel of ticket 1/u);
  assert.ok(discord.calls.length < 60, `it asks ever less: ${discord.calls.length} calls`);
  discord.onCall = undefined;
  await stage.pass(6 * 60_000);
  assert.equal(stage.said(0), ['first', 'second']);
  assert.equal(stage.bridge.alerts.sentences, []);
});

test('[K186] a time of day that is set back holds up neither the channel of the next ticket nor the next connection', async () => {
  const day_ms = 24 * 60 * 60 * 1000;
  const stage = await Stage.ready();
  const { world, discord, clock } = stage;
  clock.jump(2 * day_ms);
  await world.opened(world.player, 'first');
  await stage.settle();
  assert.is(discord.texts.length, 1);
  clock.jump(-day_ms);
  await world.opened(world.player, 'second');
  await stage.pass(5_000);
  assert.is(discord.texts.length, 2);

  const hand = new HandClock();
  const throttler = new IdentifyThrottler(hand);
  const { signal } = new AbortController();
  await throttler.waitForIdentify(0, signal);
  hand.jump(-day_ms);
  let hasPassed = false;
  const second = throttler.waitForIdentify(0, signal).then(() => (hasPassed = true));
  while (hand.next === undefined) await new Promise((resolve) => setImmediate(resolve));
  assert.not(hasPassed, 'not at once');
  hand.time += 10_000;
  hand.ring();
  await second;
});
