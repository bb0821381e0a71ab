import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('discord settings changes', { limit_ms: 60_000 });

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
