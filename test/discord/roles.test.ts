import { defaultSettings } from '../../actors/settings/setting-checks.ts';
import { inboundSettings } from '../../server/discord/inbound-views.ts';
import { assert, suite } from '../support/suite.ts';
import { Stage } from './stage.ts';

const test = suite('discord roles');

const ana = '200000000000000001';
const staff = '100000000000000009';

// [K166] A support role that is @everyone or that players have lets nobody into a channel, and
// makes nobody support.
test('[K166] a support role that is @everyone or that players have lets nobody into a channel', async () => {
  const stage = new Stage();
  const { world, discord } = stage;
  discord.roles.set(staff, 'Support');
  stage.settings = { ...stage.settings, supportRole: discord.id };
  await stage.start();
  await world.opened(world.player, 'help');
  await stage.pass(5_000);
  const [own] = [...discord.roles.keys()].filter((role) => role !== staff);
  const wrong = [
    [{ supportRole: discord.id }, /is @everyone of the Discord server/u],
    [{ supportRole: staff, accessRole: staff }, /is the one that players/u],
    [{ supportRole: own!, accessRole: null }, /is the one that players/u],
  ] as const;
  for (const [settings, sentence] of wrong) {
    stage.settings = { ...stage.settings, ...settings };
    stage.bridge.settingsChanged();
    await stage.settle();
    assert.match(stage.bridge.alerts.sentences.join('\n'), sentence);
    assert.equal(stage.levels(), {
      [discord.id]: 'hidden',
      [discord.bot]: 'manage',
      [ana]: 'write',
    });
    const calls = discord.calls.length;
    await stage.pass(60_000);
    const more = discord.calls.slice(calls).filter((call) => call.endsWith('Overwrite'));
    assert.equal(more, [], 'nothing is left to do');
  }
  assert.is(stage.said().length, 1, 'and what was said is there');
  assert.equal(discord.exposures, []);
  stage.settings = { ...stage.settings, supportRole: staff, accessRole: null };
  stage.bridge.settingsChanged();
  await stage.settle();
  assert.equal(stage.bridge.alerts.sentences, []);
  assert.is(stage.levels()[staff], 'write');
});

test('[K166] nor does it make anybody support in a channel', () => {
  const roleOf = (settings: object, own: string | null) =>
    inboundSettings({ ...defaultSettings, ...settings }, own).supportRole;
  const set = { discord_server: '100000000000000001', discord_support_role: staff };
  assert.is(roleOf(set, null), staff);
  assert.is(roleOf({ ...set, discord_server: staff }, null), null);
  assert.is(roleOf({ ...set, discord_access_role: staff }, null), null);
  assert.is(roleOf(set, staff), null, 'the bot gives it to players');
});

test('[K167] a role that the bot cannot give is told when it is set, and no more once it can', async () => {
  const stage = await Stage.ready();
  const { discord } = stage;
  await stage.pass(5_000);
  discord.roles.set(staff, 'Sailors');
  const told = async (traits: object) => {
    discord.roleTraits.set(staff, traits);
    discord.emit({ kind: 'role_changed', guild: discord.id });
    await stage.pass(5_000);
    return stage.bridge.alerts.sentences.join('\n');
  };
  stage.links.clear();
  stage.settings = { ...stage.settings, accessRole: staff };
  discord.roleTraits.set(staff, { position: 12 });
  stage.bridge.settingsChanged();
  await stage.settle();
  assert.match(stage.bridge.alerts.sentences.join('\n'), /stands above the bot's own/u);
  assert.match(await told({ managed: true }), /belongs to an integration/u);
  stage.links.set('1', ana);
  stage.bridge.people.linkChanged('1', ana);
  await stage.pass(5_000);
  assert.is(
    discord.calls.includes('giveRole') && discord.members.get(ana)!.roles.includes(staff),
    false,
  );
  assert.is(await told({}), '');
  await stage.pass(300_000);
  assert.ok(discord.members.get(ana)!.roles.includes(staff));
});
