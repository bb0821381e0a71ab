import { IdentifyThrottler } from '../../actors/discord/adapter/identify-throttler.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { HandClock, Stage } from './stage.ts';

const test = suite('discord channel room', { limit_ms: 60_000 });

const ana = '200000000000000001';

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
