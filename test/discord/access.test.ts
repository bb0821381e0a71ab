import { assert, suite } from '../support/suite.ts';
import { Stage } from './stage.ts';

const test = suite('discord access', { limit_ms: 30_000 });

const [ana, ben] = ['200000000000000001', '200000000000000002'] as const;

// [K54] Linking, unlinking, joining, leaving, tickets.view and tickets.send_message change access
// to channels at once.
test('[K54] linking, unlinking, joining, leaving and the rights of an account change access too', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  await world.opened(world.player, 'help');
  await stage.settle();
  const level = async (change: () => void) => {
    change();
    await stage.settle();
    return stage.levels()[ana];
  };
  const rights = world.rights.get('1')!;
  const setRights = (without: string) => () => {
    world.rights.set(
      '1',
      rights.filter((right) => right !== without),
    );
    stage.bridge.people.rightsChanged('1');
  };
  assert.is(await level(setRights('tickets.view')), undefined);
  assert.is(await level(setRights('tickets.send_message')), 'read');
  assert.is(await level(setRights('')), 'write');
  const link = () => {
    stage.links.set('1', ana);
    stage.bridge.people.linkChanged('1', ana);
  };
  const unlink = () => {
    stage.links.delete('1');
    stage.bridge.people.linkChanged('1', ana);
  };
  assert.is(await level(unlink), undefined);
  assert.is(await level(link), 'write');
  const leave = () => {
    discord.members.delete(ana);
    discord.emit({ kind: 'member_left', guild: discord.id, user: ana });
  };
  const join = () => {
    discord.join(ana);
    const member = discord.members.get(ana)!;
    discord.emit({ kind: 'member_changed', guild: discord.id, member });
  };
  assert.is(await level(leave), undefined);
  assert.is(await level(join), 'write');
});

// [K8] Linked accounts with tickets.view have the access role; unset, the bot makes one once.
test('[K8] linked accounts with tickets.view have the access role, which the bot makes once', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  await stage.pass(5_000);
  const [role, ...others] = discord.roles.keys();
  assert.is(others.length, 0);
  const has = (user: string) => discord.members.get(user)!.roles.includes(role!);
  assert.equal([has(ana), has(ben)], [true, true]);
  world.rights.set('1', []);
  stage.bridge.people.rightsChanged('1');
  await stage.pass(5_000);
  assert.equal([has(ana), has(ben)], [false, true]);
  stage.links.delete('2');
  await stage.restart();
  await stage.pass(5_000);
  assert.equal([has(ana), has(ben)], [false, false], 'also of whom was unlinked meanwhile');
  assert.is(discord.roles.size, 1);
});

test('[K55] a role that was made when nobody knew the end of it is found again; one deleted by hand is made anew', async () => {
  const stage = new Stage();
  stage.discord.fail('createRole', 'landed');
  await stage.start();
  await stage.pass(30_000);
  assert.is(stage.discord.roles.size, 1);
  const [role] = stage.discord.roles.keys();
  assert.ok(stage.discord.members.get(ana)!.roles.includes(role!));
  stage.discord.roles.clear();
  for (const [user] of stage.discord.members) stage.discord.join(user);
  stage.discord.emit({ kind: 'role_changed', guild: stage.discord.id });
  await stage.pass(60_000);
  const [anew] = stage.discord.roles.keys();
  assert.is.not(anew, role);
  assert.ok(stage.discord.members.get(ana)!.roles.includes(anew!));
});
