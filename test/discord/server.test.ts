import { ChannelType, type APITextChannel } from 'discord-api-types/v10';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { Discord } from '../support/discord/discord.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord server', { limit_ms: 60_000 });

function environment(discord: Discord, token = discord.world.token) {
  return {
    SHARDBELL_DISCORD_TOKEN: token,
    SHARDBELL_DISCORD_API: discord.api,
    SHARDBELL_DISCORD_CDN: discord.cdn,
  };
}

test('[K22] with a token and the id of the server alone, a ticket of the game gets its channel', async () => {
  const discord = await Discord.start();
  const guild = discord.world.addGuild('server');
  const role = discord.invite(guild, botPermissionBits);
  guild.changeRole(role.id, { position: 5 });
  const ana = discord.person('ana');
  ana.joins(guild);
  const server = await Running.start({}, (storage) => storage, environment(discord));
  try {
    await server.operate('settings_set', { setting: { name: 'discord_server', value: guild.id } });
    const shard = await server.shard('moon');
    await shard.ask({ t: 'account', account: 'a-1', name: 'Ana' });
    await shard.ask({ t: 'discord_link', account: 'a-1', user: ana.id });
    await shard.ask({ t: 'character', account: 'a-1', character: 'c-1', name: 'Ana the Bold' });
    shard.send({ t: 'sessions_end' });
    const location = { map: 1, x: 10, y: 20, z: 0 };
    const session = { session: 's-1', account: 'a-1', character: 'c-1', location };
    await shard.ask({ t: 'session_opened', ...session });
    const command = { kind: 'open', category: 'Bug', body: 'My horse is gone' } as const;
    const opened = await shard.command(command, { session: 's-1' });
    assert.is(opened.t, 'done', JSON.stringify(opened));
    const channel = await discord.until(() => {
      const texts = [...guild.channels.values()].filter(
        (one): one is APITextChannel => one.type === ChannelType.GuildText,
      );
      const [found] = texts;
      return found !== undefined && discord.owner(guild).reads(found.id).length >= 2 && found;
    });
    assert.is(channel.name, '🔴-ticket-my-horse-is-gone');
    assert.ok(ana.mayWrite(channel.id));
    const [header] = discord.owner(guild).reads(channel.id);
    const fields = header!.embeds[0]!.fields!.map(({ name, value }) => `${name}: ${value}`);
    assert.ok(fields.includes('Sender: Ana the Bold (Ana)'), fields.join());
    assert.ok(fields.includes('Location: map 1, 10 20 0'), fields.join());
  } finally {
    await server.stop();
    await discord.stop();
  }
});

test('[K23] with a token that is not taken the server runs on', async () => {
  const discord = await Discord.start();
  const server = await Running.start({}, (storage) => storage, environment(discord, 'wrong'));
  try {
    await discord.until(() => discord.rest.seen.some(({ status }) => status === 401));
    assert.is((await fetch(`${server.origin}/health`)).status, 200);
    const shard = await server.shard('moon');
    assert.is((await shard.ask({ t: 'account', account: 'a-1', name: 'Ana' })).t, 'done');
  } finally {
    await server.stop();
    await discord.stop();
  }
});
