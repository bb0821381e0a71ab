import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { StoredInbound } from '../../server/discord/inbound-store.ts';
import { StoredDiscord } from '../../server/discord/store.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';

const test = suite('discord moving');

function set(live: Live, guild: string | null): void {
  live.settings = { ...live.settings, guild };
  live.bridge.settingsChanged();
  live.inbound.settingsChanged();
}

test('[K162] with another server set, or none, the channels are locked, say so, and go on when it is set back', async () => {
  const live = await Live.start();
  const { discord, world, guild, ana } = live;
  const { commands } = discord.world;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  await live.until(() => commands.get(guild.id)?.length);
  const other = discord.world.addGuild('lighthouse');
  discord.invite(other, botPermissionBits);
  ana.joins(other);
  for (const next of [other.id, null]) {
    set(live, next);
    await live.until(() => live.said(id).at(-1)?.includes('not passed on'));
    assert.match(live.said(id).at(-1)!, /goes on here: https:\/\/help\.example\.org/u);
    await live.until(() => !ana.mayWrite(id));
    await live.moveUntil(() => live.bridge.channels.ticketOf(id) === undefined);
    const told = live.bridge.alerts.sentences.join();
    assert.match(told, new RegExp(`server ${guild.id}.*channels of tickets \\(#1\\)`, 'u'));
    await live.until(() => commands.get(guild.id)?.length === 0);
    done(await world.post(world.staff, ticket, `while it was ${next}`));
    if (next === other.id) {
      const there = await live.until(() => live.bridge.channels.channelOf(ticket));
      const last = () => discord.owner(other).reads(there).at(-1)?.embeds[0]?.description;
      await live.until(() => last()?.includes(`while it was ${next}`));
      assert.ok(ana.mayWrite(there));
    }
    // The owner of the guild can still write: that is imported later, or they are told.
    live.links.set('9', guild.owner);
    discord.owner(guild).writes(id, `said meanwhile ${next}`);
    set(live, guild.id);
    await live.until(() => live.said(id).at(-1) === `while it was ${next}`);
    await live.until(() => ana.mayWrite(id));
    const entries = () => live.storage.tables.history(ticket, 'public', { limit: 50 });
    await live.until(() => {
      const said = entries().flatMap(({ change }) => ('body' in change ? change.body : []));
      return said.includes(`said meanwhile ${next}`) || (live.move(1_000), false);
    });
    const headers = live.headers(id);
    assert.equal([headers.length, headers[0]!.pinned], [1, true]);
    assert.is(live.said(id).filter((text) => text === 'first').length, 1, 'nothing is told again');
    await live.until(() => commands.get(guild.id)?.length);
    assert.not.match(live.bridge.alerts.sentences.join(), new RegExp(`server ${guild.id}`, 'u'));
  }
  await live.close();
});

test('[K163] channels in a server that the bot was removed from are told, until they are removed or it is set again', async () => {
  const live = await Live.start();
  const { discord, world, guild, ana } = live;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  discord.kick(guild);
  await live.moveUntil(() => live.bridge.alerts.sentences.length > 0);
  set(live, null);
  await live.moveUntil(() => live.bridge.channels.ticketOf(id) === undefined);
  assert.match(live.bridge.alerts.sentences.join(), /channels of tickets \(#1\)/u);
  // It could not be locked, so nothing that is written there may be lost.
  ana.writes(id, 'Is anybody there?');
  const role = discord.invite(guild, botPermissionBits);
  guild.changeRole(role.id, { position: 6 });
  set(live, guild.id);
  await live.moveUntil(() => live.bridge.channels.ticketOf(id) === ticket);
  await live.moveUntil(() =>
    live.storage.tables
      .history(ticket, 'public', { limit: 50 })
      .some(({ change }) => 'body' in change && change.body === 'Is anybody there?'),
  );
  set(live, null);
  await live.until(() => live.said(id).at(-1)?.includes('not passed on'));
  await live.moveUntil(() => live.bridge.channels.ticketOf(id) === undefined);
  discord.owner(guild).deletesChannel(id);
  await live.moveUntil(() => live.bridge.alerts.sentences.every((one) => !one.includes('#1')));
  await live.close();
});

function bodies(live: Live, ticket: string): string[] {
  const entries = live.storage.tables.history(ticket, 'public', { limit: 1_000 });
  return entries.flatMap(({ change }) => ('body' in change ? change.body : []));
}

/** The owner denies the bot to see a channel. Returns a function that undoes it. */
function hides(live: Live, channel: string): () => void {
  const { discord, guild } = live;
  const overwrites = guild.channels.get(channel)!.permission_overwrites!;
  const others = overwrites.filter(({ id }) => id !== discord.world.bot.id);
  const owner = discord.owner(guild);
  owner.changesChannel(channel, { permission_overwrites: others });
  return () => owner.changesChannel(channel, { permission_overwrites: overwrites });
}

/** How long receipts are kept. */
async function aDayPasses(live: Live): Promise<void> {
  live.move(25 * 60 * 60 * 1000);
  await live.storage.tables.prune(live.discord.world.clock.now());
}

function invites(live: Live): void {
  const role = live.discord.invite(live.guild, botPermissionBits);
  live.guild.changeRole(role.id, { position: 6 });
}

// [K184] A channel that the bot merely does not see any more stays known: what was written in it
// meanwhile comes once, and it is removed or gone on with once the bot sees it again.
test('[K184] a channel that the bot does not see any more when somebody looks again stays known, and what was written in it comes once', async () => {
  const live = await Live.start();
  const { discord, world, guild, ana } = live;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  ana.writes(id, 'before it moved');
  await live.until(() => bodies(live, ticket).includes('before it moved'));
  const other = discord.world.addGuild('lighthouse');
  discord.invite(other, botPermissionBits);
  set(live, other.id);
  await live.moveUntil(() => live.bridge.channels.ticketOf(id) === undefined);
  assert.match(live.bridge.alerts.sentences.join(), /channels of tickets \(#1\)/u);
  discord.kick(guild);
  await live.bridge.checkAgain();
  assert.not.match(live.bridge.alerts.sentences.join(), /#1/u, 'nothing is left to do about it');
  discord.owner(guild).writes(id, 'by the owner');
  live.links.set('9', guild.owner);
  await live.disconnect();
  await aDayPasses(live);
  await live.connect();
  invites(live);
  await live.moveUntil(() => live.bridge.alerts.sentences.some((one) => one.includes('#1')));
  set(live, guild.id);
  await live.moveUntil(() => bodies(live, ticket).includes('by the owner'));
  assert.equal(bodies(live, ticket), ['first', 'before it moved', 'by the owner']);
  assert.is(live.bridge.channels.ticketOf(id), ticket);
  assert.is(live.headers(id).length, 1);
  await live.close();
});

test('[K184] one of an archived ticket that cannot be removed for that is told, and removed when the server is set again', async () => {
  const live = await Live.start();
  const { discord, world, guild } = live;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  discord.kick(guild);
  await live.moveUntil(() => live.bridge.alerts.sentences.length > 0);
  for (const command of ['close', 'archive'] as const) {
    done(await world.do(world.staff, ticket, { kind: command }));
  }
  set(live, null);
  await live.moveUntil(() => live.bridge.alerts.sentences.some((one) => one.includes('(#1)')));
  assert.ok(guild.channels.has(id));
  invites(live);
  set(live, guild.id);
  await live.moveUntil(() => !guild.channels.has(id));
  await live.moveUntil(() => live.bridge.alerts.sentences.length === 0);
  await live.close();
});

test('[K184] while the bot does not see a channel, what is written in it waits, nothing is made twice, and it is removed once it can be', async () => {
  const live = await Live.start();
  const { world, guild, ana } = live;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  const shows = hides(live, id);
  done(await world.post(world.staff, ticket, 'from support'));
  await live.moveUntil(() => live.bridge.alerts.sentences.length > 0);
  assert.match(live.bridge.alerts.sentences.join(), /into the channel of ticket 1/u);
  ana.writes(id, 'not seen');
  await live.disconnect();
  await live.connect();
  const asked = () =>
    live.discord.rest.seen.filter(({ template }) => template === 'GET /channels/:id/messages');
  const before = asked().length;
  await live.moveUntil(() => asked().length > before);
  shows();
  ana.writes(id, 'seen');
  await live.moveUntil(() => bodies(live, ticket).includes('seen'));
  assert.equal(bodies(live, ticket), ['first', 'from support', 'not seen', 'seen']);
  await live.moveUntil(() => live.said(id).includes('from support'));
  assert.is(live.headers(id).length, 1);
  const showsAgain = hides(live, id);
  for (const command of ['close', 'archive'] as const) {
    done(await world.do(world.staff, ticket, { kind: command }));
  }
  await live.moveUntil(() => live.bridge.alerts.sentences.length > 0);
  showsAgain();
  await live.moveUntil(() => !guild.channels.has(id));
  await live.moveUntil(() => live.bridge.alerts.sentences.length === 0);
  await live.close();
});

/** Everything that is stored about the channel. */
async function forgets(
  { storage, writer, errors }: Live,
  ticket: string,
  channel: string,
): Promise<void> {
  const onError = (cause: unknown) => errors.push(cause);
  const store = new StoredDiscord(storage.tables, writer, onError);
  const record = { ...store.record(ticket)!, channel: null };
  await store.save(record, { isPast: false, doneAt: 0, archiveMessages: [] });
  await new StoredInbound(storage.tables, writer, onError).forget(channel);
}

// [K185] A channel that is found again after what was known of it went is read from behind the last
// message that its ticket has from Discord, 23 hours back at least, and from its beginning where
// there is none.
test('[K185] a channel that is found again after what was known of it went is read from behind the last message that the ticket has of it', async () => {
  const live = await Live.start();
  const { world, ana } = live;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  for (const text of ['one', 'two']) {
    ana.writes(id, text);
    await live.until(() => bodies(live, ticket).includes(text));
  }
  for (let i = 0; i < 120; i++) done(await world.post(world.staff, ticket, `reply ${i}`));
  await live.disconnect();
  await forgets(live, ticket, id);
  await aDayPasses(live);
  ana.writes(id, 'three');
  await live.connect();
  await live.moveUntil(() => bodies(live, ticket).includes('three'));
  const theirs = () => bodies(live, ticket).filter((text) => !text.startsWith('reply'));
  assert.equal(theirs(), ['first', 'one', 'two', 'three']);
  // Less than a day later, what was taken in is known by itself: also what was written before the
  // last message came in, and did not come in with it, is not lost.
  await live.disconnect();
  await forgets(live, ticket, id);
  ana.writes(id, 'four');
  live.move(60 * 60 * 1000);
  done(await world.post({ ...world.player, surface: 'discord' }, ticket, 'reply on Discord'));
  await live.connect();
  await live.moveUntil(() => theirs().includes('four'));
  assert.equal(theirs(), ['first', 'one', 'two', 'three', 'four']);
  assert.is(live.channels.length, 1);
  await live.close();
});

test('[K185] and from its beginning where the ticket has none', async () => {
  const live = await Live.start();
  const { world, ana } = live;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  await live.disconnect();
  await forgets(live, ticket, id);
  ana.writes(id, 'long ago');
  live.move(3 * 24 * 60 * 60 * 1000);
  await live.connect();
  await live.moveUntil(() => bodies(live, ticket).includes('long ago'));
  await live.close();
});
