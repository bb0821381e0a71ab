import { ChannelType, type APITextChannel } from 'discord-api-types/v10';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import { Halves } from '../support/halves.ts';
import { MemoryLease } from '../support/memory-lease.ts';
import { assert, suite } from '../support/suite.ts';
import { done, opened, supporter, type AtBoth } from './stage.ts';

const test = suite('halves and Discord', { limit_ms: 100_000 });

const replies = 24;

let discord: Discord;
let guild: Guild;
let lease: MemoryLease;
let halves: Halves;
let mo: AtBoth;

test.before.each(async () => {
  discord = await Discord.start();
  guild = discord.world.addGuild('server');
  const role = discord.invite(guild, botPermissionBits);
  guild.changeRole(role.id, { position: 5 });
  lease = new MemoryLease();
  const environment = {
    SHARDBELL_DISCORD_TOKEN: discord.world.token,
    SHARDBELL_DISCORD_API: discord.api,
    SHARDBELL_DISCORD_CDN: discord.cdn,
  };
  halves = await Halves.start({ environment, lease });
  mo = await supporter(halves, 'mo');
  const setting = { name: 'discord_server', value: guild.id } as const;
  await halves.any.server.operate('settings_set', { setting });
});

test.after.each(async () => {
  await halves.stop();
  await discord.stop();
});

function channels(): APITextChannel[] {
  return [...guild.channels.values()].filter(
    (one): one is APITextChannel => one.type === ChannelType.GuildText,
  );
}

/** What is said in a channel, oldest first, without its header. */
function said(channel: APITextChannel): string[] {
  return discord
    .owner(guild)
    .reads(channel.id)
    .filter(({ embeds }) => embeds.length > 0 && embeds[0]!.fields === undefined)
    .map(({ embeds }) => embeds[0]!.description ?? '');
}

/** Said on either half by chance, each after the one before was answered. */
async function reply(ticket: string, body: string): Promise<void> {
  const client = halves.chance.below(2) === 0 ? mo.a : mo.b;
  await done(client, { kind: 'post_message', body }, { ticket });
}

// [K189] Of several servers one works for Discord. When its turn ends, or it goes, the next one
// goes on where it ended: nothing is posted twice or left out.
test('[K189] of two servers one works for Discord, the next one goes on where it ended, and nothing is posted twice or left out', async () => {
  const ticket = await opened(mo.a, 'My horse is gone');
  // Who asks the other half for a ticket that it does not know yet is told that there is none.
  await halves.followed();
  const bodies = Array.from({ length: replies }, (_, i) => `reply ${i}`);
  for (const body of bodies) {
    await reply(ticket, body);
    if (halves.chance.below(4) === 0) await lease.pass();
  }
  const [channel] = await discord.until(() => {
    const found = channels();
    return found.some((one) => said(one).at(-1) === bodies.at(-1)) && found;
  });
  assert.is(channels().length, 1);
  assert.equal(said(channel!), bodies);
  assert.ok(discord.gateway.sessions.size <= 1);

  // It goes, whichever of them has the work.
  await lease.pass();
  await halves.a.server.stop();
  await done(mo.b, { kind: 'post_message', body: 'The other one is gone.' }, { ticket });
  await discord.until(() => said(channel!).at(-1) === 'The other one is gone.');
  assert.equal(said(channel!), [...bodies, 'The other one is gone.']);
});

test('[K190] a server that was not told that its turn is over stops at its first word of what it did there, and nothing is posted twice', async () => {
  const ticket = await opened(mo.b, 'My horse is gone');
  await halves.followed();
  await reply(ticket, 'reply 0');
  const channel = await discord.until(() => channels().find((one) => said(one).length === 1));
  const bodies = ['reply 0'];
  for (let i = 1; i < replies; i += 1) {
    bodies.push(`reply ${i}`);
    await reply(ticket, bodies.at(-1)!);
    if (i === 5) await lease.steal();
  }
  await discord.until(() => said(channel).at(-1) === bodies.at(-1));
  await discord.until(() => discord.gateway.sessions.size === 1);
  assert.equal(said(channel), bodies);
  assert.is(channels().length, 1);
});
