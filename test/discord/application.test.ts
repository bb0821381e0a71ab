import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';

const test = suite('discord application', { limit_ms: 120_000 });

/** Sets the token of another application, whose bot was added with these permissions. */
async function changeApplication(live: Live, bits: bigint): Promise<string> {
  await live.disconnect();
  live.discord.world.changeApplication();
  const role = live.discord.invite(live.guild, bits);
  live.guild.changeRole(role.id, { position: 6 });
  return role.id;
}

test('[K157] the bot of another application posts a header of its own, goes on where the former one stopped, and locks', async () => {
  const live = await Live.start();
  const { world, discord, ana, guild } = live;
  const former = discord.world.bot.id;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  // The last post of the former bot has an unknown outcome.
  discord.rest.faults.plan('POST /channels/:id/messages', { kind: 'answer_lost' });
  discord.rest.faults.plan('GET /channels/:id/messages', { kind: 'status', status: 503 }, 99);
  done(await world.post(world.staff, ticket, 'second'));
  await live.until(() => live.said(id).at(-1) === 'second');
  const [stale] = live.headers(id);
  await changeApplication(live, botPermissionBits | Bit.Administrator);
  discord.rest.faults.clear();
  done(await world.post(world.staff, ticket, 'third'));
  await live.connect();
  await live.until(() => live.said(id).at(-1) === 'third');
  assert.equal(live.said(id), ['first', 'second', 'third']);
  const [before, now, ...more] = await live.until(
    () => live.headers(id)[1]?.pinned === true && live.headers(id),
  );
  assert.equal([before!.id, now!.author.id, more], [stale!.id, discord.world.bot.id, []]);
  await live.until(() => !live.headers(id)[0]!.pinned);
  assert.ok(guild.channels.get(id)!.permission_overwrites!.every((one) => one.id !== former));
  await live.until(
    () => discord.world.commands.get(guild.id)?.[0]?.application_id === now!.author.id,
  );
  const asked = ana.clicks(id, now!.id, 'Close');
  await live.until(() => asked.reads);
  await live.until(() => !ana.mayWrite(id));
  // The buttons and commands of the former one do nothing any more.
  assert.match(live.bridge.alerts.sentences.join(), new RegExp(`${former}.*remove it`, 'u'));
  guild.leave(former);
  await live.moveUntil(() => live.bridge.alerts.sentences.length === 0);
  await live.close();
});

test('[K158] a bot that the channels of a former one keep out says how it is let in, and stays in once it was', async () => {
  const live = await Live.start();
  const { world, guild } = live;
  const former = live.discord.world.bot.id;
  const { ticket } = await world.opened(world.player, 'first');
  const { id } = await live.settled('first');
  const role = await changeApplication(live, botPermissionBits);
  guild.leave(former);
  await live.connect();
  done(await world.post(world.staff, ticket, 'second'));
  const says = (what: RegExp) => what.test(live.bridge.alerts.sentences.join());
  await live.moveUntil(() => says(/made by a bot that this server had before.*Administrator/u));
  guild.changeRole(role, { permissions: (botPermissionBits | Bit.Administrator).toString() });
  await live.moveUntil(() => live.said(id).at(-1) === 'second');
  await live.moveUntil(() => live.bridge.alerts.sentences.length === 0);
  guild.changeRole(role, { permissions: botPermissionBits.toString() });
  done(await world.post(world.staff, ticket, 'third'));
  await live.until(() => live.said(id).at(-1) === 'third');
  assert.is(live.channels.length, 1);
  await live.close();
});
