import { botPermissionBits } from '../../actors/discord/permissions.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';

const test = suite('discord moving', { limit_ms: 120_000 });

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
    await live.moveUntil(() => live.bridge.ticketOf(id) === undefined);
    const told = live.bridge.alerts.sentences.join();
    assert.match(told, new RegExp(`server ${guild.id}.*channels of tickets \\(#1\\)`, 'u'));
    await live.until(() => commands.get(guild.id)?.length === 0);
    done(await world.post(world.staff, ticket, `while it was ${next}`));
    if (next === other.id) {
      const there = await live.until(() => live.bridge.channelOf(ticket));
      const last = () => discord.owner(other).reads(there).at(-1)?.embeds[0]?.description;
      await live.until(() => last()?.includes(`while it was ${next}`));
      assert.ok(ana.mayWrite(there));
    }
    // Whoever owns the place may write all the same: it comes in later, or is told to them.
    live.links.set('9', guild.owner);
    discord.owner(guild).writes(id, `said meanwhile ${next}`);
    set(live, guild.id);
    await live.until(() => live.said(id).at(-1) === `while it was ${next}`);
    await live.until(() => ana.mayWrite(id));
    const entries = () => live.journal.history(ticket, 'public', { limit: 50 });
    await live.until(() => {
      const bodies = entries().flatMap(({ change }) => ('body' in change ? change.body : []));
      return bodies.includes(`said meanwhile ${next}`) || (live.move(1_000), false);
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
  await live.until(() => live.bridge.alerts.sentences.length > 0);
  set(live, null);
  await live.moveUntil(() => live.bridge.ticketOf(id) === undefined);
  assert.match(live.bridge.alerts.sentences.join(), /channels of tickets \(#1\)/u);
  // Nobody could lock it, so nothing that is written there is lost.
  ana.writes(id, 'Is anybody there?');
  const role = discord.invite(guild, botPermissionBits);
  guild.changeRole(role.id, { position: 6 });
  set(live, guild.id);
  await live.moveUntil(() => live.bridge.ticketOf(id) === ticket);
  await live.moveUntil(() =>
    live.journal
      .history(ticket, 'public', { limit: 50 })
      .some(({ change }) => 'body' in change && change.body === 'Is anybody there?'),
  );
  set(live, null);
  await live.until(() => live.said(id).at(-1)?.includes('not passed on'));
  await live.moveUntil(() => live.bridge.ticketOf(id) === undefined);
  discord.owner(guild).deletesChannel(id);
  await live.moveUntil(() => live.bridge.alerts.sentences.every((one) => !one.includes('#1')));
  await live.close();
});
