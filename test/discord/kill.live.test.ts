import { ChannelType, type APIMessage, type APITextChannel } from 'discord-api-types/v10';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import type { Person } from '../support/discord/person.ts';
import { Game, numberIn, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord kills', { limit_ms: 280_000 });

let discord: Discord;
let guild: Guild;
let ana: Person;
let server: LiveServer;
let game: Game;
let player: GamePlayer;
let key: string;

test.before(async () => {
  discord = await Discord.start();
  guild = discord.world.addGuild('server');
  const role = discord.invite(guild, botPermissionBits);
  guild.changeRole(role.id, { position: 5 });
  ana = discord.person('ana');
  ana.joins(guild);
  process.env.SHARDBELL_DISCORD_TOKEN = discord.world.token;
  process.env.SHARDBELL_DISCORD_API = discord.api;
  process.env.SHARDBELL_DISCORD_CDN = discord.cdn;
  server = await LiveServer.start();
  await server.run('settings', 'set', 'discord_server', `"${guild.id}"`);
  await server.run('settings', 'set', 'auto_archive', 'true');
  key = await server.shardKey('britain');
  await connect();
  await game.shard.linkDiscord('0x1A', ana.id);
});

test.after(async () => {
  game?.shard.close();
  await server?.end();
  await discord?.stop();
});

/** With a client of its own: one that was cut waits ever longer before it comes back. */
async function connect(): Promise<void> {
  game?.shard.close();
  game = new Game(server.socketAddress, key);
  const live = game.live();
  player = game.logIn('s-ana', { id: '0x1A', name: 'ana' }, { id: '0x40', name: 'Ana' });
  game.shard.start();
  await live;
  // Welcomed, it still has to tell who plays.
  for (;;) {
    const outcome = await game.shard.command('s-ana', { kind: 'close' }, 'no-such-ticket');
    if (outcome.t === 'refused' && outcome.code === 'ticket_unknown') return;
  }
}

/** Channels of the ticket, oldest first. */
function channelsOf(number: number): APITextChannel[] {
  const texts = [...guild.channels.values()].filter(
    (one): one is APITextChannel => one.type === ChannelType.GuildText,
  );
  return texts.filter(({ topic }) => topic?.startsWith(`Ticket #${number} `) === true);
}

function reads(channel: string): APIMessage[] {
  return discord
    .owner(guild)
    .reads(channel)
    .filter(({ embeds }) => embeds.length > 0);
}

const isHeader = ({ embeds }: APIMessage) => (embeds[0]?.fields?.length ?? 0) > 0;
const text = (messages: readonly APIMessage[]) =>
  messages.map(({ embeds }) => embeds[0]?.description ?? '').join('\n');

/** Requests that change something, since the first so many. */
function changes(from: number): number {
  const isChange = (template: string) => !/^GET|roles/u.test(template);
  return discord.rest.seen.slice(from).filter(({ template }) => isChange(template)).length;
}

/** Does it, kills the server while Discord answers the so many-th change that follows, and starts it again. */
async function killedAt(count: number, act: () => Promise<unknown>): Promise<void> {
  const from = discord.rest.seen.length;
  // It is called inside of the very request: done, and not answered.
  const killed = discord.until(() => (changes(from) >= count ? [server.kill()] : undefined));
  // Nobody may answer it either.
  void act();
  await (
    await killed
  )[0];
  await server.start();
  await connect();
  // Where it was killed by something else that was still to do, before it was asked; else a repetition.
  await act();
}

test('[K49] killed at every step of an archive and of a reopening, there is one channel, one header, one replay, and one message to who took part', async () => {
  let cuts = 0;
  for (let count = 1; count <= 6; count++) {
    const word = `horse ${count}`;
    const number = numberIn(await player.ring('My character is stuck', word));
    const channel = await discord.until(() => {
      const [found] = channelsOf(number);
      return found !== undefined && text(reads(found.id)).includes(word) && found;
    });
    const ticket = await ticketOf(channel);
    const dms = ana.dms.length;
    const close = () => game.shard.command('s-ana', { kind: 'close' }, ticket);
    // The channel goes, the direct channel is opened, the message is sent.
    if (count <= 3) await killedAt(count, close);
    else await close();
    await discord.until(() => channelsOf(number).length === 0);
    await discord.until(() => ana.dms.length > dms);

    const reopen = () => game.shard.command('s-ana', { kind: 'reopen' }, ticket);
    // The channel, the header, its pin, the replay.
    if (count <= 4) await killedAt(count, reopen);
    else await reopen();
    const fresh = await discord.until(() => {
      const [found] = channelsOf(number);
      const messages = found === undefined ? [] : reads(found.id);
      return text(messages).includes(word) && messages.some(({ pinned }) => pinned) && found;
    });
    // What came after it shows that nothing else was still to come.
    assert.is((await player.write(ticket, `and then ${word}`)).t, 'done');
    await discord.until(() => text(reads(fresh.id)).includes(`and then ${word}`));
    const messages = reads(fresh.id);
    assert.is(channelsOf(number).length, 1, `one channel, cut at ${count}`);
    assert.is(messages.filter(isHeader).length, 1, `one header, cut at ${count}`);
    const replays = messages.filter(({ embeds }) => embeds[0]?.footer?.text.includes('replay'));
    assert.is(replays.length, 1, `one replay, cut at ${count}`);
    assert.is(ana.dms.length, dms + 1, `one message, cut at ${count}`);
    cuts += 1;
  }
  assert.is(cuts, 6);
  assert.equal(discord.world.exposures, []);
  assert.equal(discord.world.pings, []);
});

/** The id of the ticket, from a button under its header. */
async function ticketOf(channel: APITextChannel): Promise<string> {
  const header = await discord.until(() => reads(channel.id).find(isHeader));
  const found = /"custom_id":"shardbell:close:([^"]+)"/u.exec(JSON.stringify(header.components));
  return found![1]!;
}
