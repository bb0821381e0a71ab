import { ChannelType, type APITextChannel } from 'discord-api-types/v10';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { Discord } from '../support/discord/discord.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('erasing on Discord', { limit_ms: 60_000 });

test('[V11] of an erased person no post of the bot is left on Discord: the channel is made anew, without them', async () => {
  const discord = await Discord.start();
  const guild = discord.world.addGuild('server');
  const role = discord.invite(guild, botPermissionBits);
  guild.changeRole(role.id, { position: 5 });
  const ana = discord.person('ana');
  ana.joins(guild);
  const server = await Running.start({}, (storage) => storage, {
    SHARDBELL_DISCORD_TOKEN: discord.world.token,
    SHARDBELL_DISCORD_API: discord.api,
    SHARDBELL_DISCORD_CDN: discord.cdn,
  });
  const postsIn = (channel: APITextChannel | undefined): string =>
    channel === undefined ? '' : JSON.stringify(discord.owner(guild).reads(channel.id));
  const channelOf = (but?: string): APITextChannel | undefined =>
    [...guild.channels.values()].find(
      (one): one is APITextChannel => one.type === ChannelType.GuildText && one.id !== but,
    );
  try {
    await server.operate('settings_set', { setting: { name: 'discord_server', value: guild.id } });
    const shard = await server.shard('moon');
    await shard.ask({ t: 'account', account: 'a-1', name: 'canary-ana' });
    await shard.ask({ t: 'discord_link', account: 'a-1', user: ana.id });
    await shard.ask({ t: 'character', account: 'a-1', character: 'c-1', name: 'canary-bold' });
    shard.send({ t: 'sessions_end' });
    const at = { location: { map: 1, x: 10, y: 20, z: 0 } };
    await shard.ask({
      t: 'session_opened',
      session: 's-1',
      account: 'a-1',
      character: 'c-1',
      ...at,
    });
    const command = { kind: 'open', category: 'Bug', body: 'canary horse' } as const;
    const opened = await shard.command(command, { session: 's-1' });
    assert.is(opened.t, 'done', JSON.stringify(opened));
    const ticket = opened.t === 'done' ? opened.ticket! : '';
    const support = await server.signIn(await server.account('helper', ['tickets.reply']));
    const answer = { kind: 'post_message', body: 'it is back' } as const;
    await support.command(answer, { ticket, as: 'support' });
    const first = await discord.until(() => {
      const channel = channelOf();
      return postsIn(channel).includes('it is back') && channel;
    });
    assert.ok(postsIn(first).includes('canary horse'));
    assert.ok(first.name.includes('canary'));

    const account = server.access.roster.accountOf('moon', 'a-1')!.id;
    const wish = { account, messages: 'emptied', confirm: 'canary-ana' };
    await server.operate('account_erase', wish);
    const second = await discord.until(() => {
      const channel = channelOf(first.id);
      return postsIn(channel).includes('it is back') && channel;
    });
    assert.not(guild.channels.has(first.id));
    assert.not(second.name.includes('canary'), second.name);
    assert.not(postsIn(second).includes('canary'), postsIn(second));
    assert.not(ana.mayWrite(second.id));
    assert.is(server.access.roster.discord.ofUser(ana.id), undefined);
  } finally {
    await server.stop();
    await discord.stop();
  }
});
