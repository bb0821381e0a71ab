import {
  type ButtonInteraction,
  ChannelType,
  Client,
  Events,
  GatewayIntentBits as Intent,
  type Message,
  Partials,
  type TextChannel,
} from 'discord.js';
import { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import { assert, suite } from '../support/suite.ts';
import { hidden, stage } from './raw-client.ts';

const test = suite('stand-in: discord.js');
let discord: Discord;
let guild: Guild;
let client: Client<true>;

test.before.each(async () => {
  ({ discord, guild } = stage(await Discord.start()));
  client = new Client({
    intents: [
      Intent.Guilds,
      Intent.GuildMembers,
      Intent.GuildMessages,
      Intent.DirectMessages,
      Intent.MessageContent,
    ],
    partials: [Partials.GuildMember, Partials.Channel, Partials.Message, Partials.User],
    rest: { api: discord.api, cdn: discord.cdn, offset: 0 },
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
    allowedMentions: { parse: [] },
    enforceNonce: true,
  });
  const ready = heard(Events.ClientReady);
  await client.login('token-of-the-bot');
  await ready;
});
test.after.each(async () => {
  await client.destroy();
  await discord.stop();
});

/** The next event of one kind from the client. */
function heard(event: string): Promise<unknown> {
  return new Promise((resolve) => client.once(event, resolve));
}

async function makeChannel(): Promise<TextChannel> {
  const made = await client.guilds.cache.get(guild.id)!.channels.create({
    name: 'ticket-horse',
    topic: 'Ticket 7',
    permissionOverwrites: hidden(discord, guild) as never,
  });
  assert.is(made.type, ChannelType.GuildText);
  return made;
}

test('[Z53] discord.js makes a private channel, posts, edits, pins and reads in it', async () => {
  const channel = await makeChannel();
  assert.equal(discord.world.exposures, []);
  const message = await channel.send({
    content: '@everyone hello',
    embeds: [{ title: 'Ticket 7' }],
    files: [{ name: 'a.txt', attachment: Buffer.from('file') }],
    nonce: '7-1',
  });
  await message.edit('@everyone hullo');
  await message.pin();
  const pins = await channel.messages.fetchPins();
  assert.is(pins.items[0]!.message.content, '@everyone hullo');
  assert.is(await (await fetch(message.attachments.first()!.url)).text(), 'file');
  assert.equal(discord.world.pings, []);
  const history = await channel.messages.fetch({ limit: 10 });
  assert.is(history.size, 2);
});

test('[Z54] discord.js hears of messages, and of changes to members it never saw', async () => {
  const bob = discord.person('bob');
  bob.joins(guild);
  const role = guild.addRole('support');
  const channel = discord.owner(guild).makesChannel(guild, 'hall').id;
  const created = heard(Events.MessageCreate) as Promise<Message>;
  bob.writes(channel, 'good day');
  assert.is((await created).content, 'good day');
  const updated = heard(Events.GuildMemberUpdate);
  discord.owner(guild).givesRole(guild, bob.id, role.id);
  await updated;
  const removed = heard(Events.GuildMemberRemove);
  bob.leaves(guild);
  await removed;
});

test('[Z55] discord.js answers buttons, and its answer is seen by the one who clicked', async () => {
  const channel = discord.owner(guild).makesChannel(guild, 'hall').id;
  const hall = (await client.channels.fetch(channel)) as TextChannel;
  const message = await hall.send({
    content: 'x',
    components: [
      { type: 1, components: [{ type: 2, style: 1, label: 'Close', custom_id: 'close' }] },
    ],
  });
  const asking = heard(Events.InteractionCreate) as Promise<ButtonInteraction>;
  const bob = discord.person('bob');
  bob.joins(guild);
  const asked = bob.clicks(channel, message.id, 'Close');
  const interaction = await asking;
  await interaction.deferReply({ flags: 'Ephemeral' });
  await interaction.editReply(`${interaction.customId}d`);
  assert.is((await discord.until(() => asked.reads)).content, 'closed');
});

test('[Z56] with discord.js a held-up rename holds up edits of the channel, but not overwrites and posts', async () => {
  const channel = await makeChannel();
  await channel.setName('one');
  await channel.setName('two');
  // Half a second before it may be renamed again. Discord rounds up to a second.
  discord.world.clock.move(599_500);
  const third = channel.setName('three');
  await discord.until(() => discord.rest.seen.some(({ status }) => status === 429));
  const edit = channel.edit({ name: 'two', rateLimitPerUser: 5 });
  await channel.permissionOverwrites.edit(guild.id, { AddReactions: false });
  await channel.send('not held up');
  const statuses = discord.rest.seen
    .filter(({ template }) => template === 'PATCH /channels/:id')
    .map(({ status }) => status);
  assert.equal(statuses, [200, 200, 429]);
  await third;
  await edit;
});

test('[Z57] discord.js resumes after op 7, close 4000 and an invalid session that may be resumed', async () => {
  const again = async (act: () => void): Promise<void> => {
    const resumed = heard(Events.ShardResume);
    act();
    await resumed;
  };
  await again(() => discord.gateway.askToReconnect());
  await again(() => discord.gateway.close(4000));
  await again(() => discord.gateway.invalidate(true));
  assert.is(discord.gateway.identifies, 1);
  assert.is(discord.gateway.resumes, 3);
});

test('[Z58] discord.js identifies afresh after close 1000 and op 9, and is not told what it missed', async () => {
  const channel = discord.owner(guild).makesChannel(guild, 'hall').id;
  const got: string[] = [];
  client.on(Events.MessageCreate, ({ content }) => got.push(content));
  for (const act of [
    () => discord.gateway.close(1000),
    () => discord.gateway.invalidate(false),
    () => discord.gateway.close(4009),
  ]) {
    const ready = heard(Events.ShardReady);
    act();
    await discord.until(() => discord.gateway.connections.size === 0);
    discord.owner(guild).writes(channel, 'missed');
    await ready;
  }
  const created = heard(Events.MessageCreate);
  discord.owner(guild).writes(channel, 'heard');
  await created;
  assert.equal(got, ['heard']);
});

test('[Z59] discord.js takes a gateway that is silent for dead, and identifies afresh after an outage', async () => {
  const cut = heard(Events.ShardReconnecting);
  await discord.goDown();
  await cut;
  // Again, since it has failed to connect.
  await heard(Events.ShardReconnecting);
  const ready = heard(Events.ShardReady);
  discord.gateway.heartbeat_ms = 50;
  await discord.comeBack();
  await ready;
  assert.is(discord.gateway.identifies, 2);
  const resumed = heard(Events.ShardResume);
  discord.gateway.silent = true;
  await discord.until(() => discord.gateway.connections.size === 0);
  discord.gateway.silent = false;
  await resumed;
});
