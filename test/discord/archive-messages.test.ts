import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('discord archive messages', { limit_ms: 30_000 });

const [ana, ben] = ['200000000000000001', '200000000000000002'] as const;

test('[K11] who takes part in a ticket that is archived is told in a message with Reopen and View', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  await stage.settle();
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  await stage.pass(10_000);
  for (const user of [ana, ben]) {
    const [told, ...more] = stage.discord.dm(user)!.messages;
    assert.is(more.length, 0);
    const [row] = told!.post.rows!;
    const labels = row!.kind === 'buttons' ? row!.buttons.map(({ label }) => label) : [];
    assert.equal(labels, ['Reopen', 'View']);
    assert.is(told!.post.embeds![0]!.title, 'help');
  }
});

test('[K52] messages to users are paced, and one of a ticket that is open again is not sent', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  world.settings = { ...world.settings, autoArchive: true };
  await stage.settle();
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  await stage.settle();
  assert.is(stage.discord.dm(ana)!.messages.length, 1);
  assert.is(stage.discord.dm(ben), undefined);
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  await stage.pass(10_000);
  assert.is(stage.discord.dm(ben), undefined);
});

test('[K53] whoever takes no messages is remembered and not asked again, until they are linked anew', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  world.settings = { ...world.settings, autoArchive: true };
  stage.discord.closedDms.add(ana);
  const archive = async () => {
    const { ticket } = await world.opened(world.player, 'help');
    await stage.pass(3_000);
    done(await world.do(world.player, ticket, { kind: 'close' }));
    await stage.pass(3_000);
  };
  const sends = () => stage.discord.calls.filter((call) => call === 'openDm').length;
  await archive();
  assert.is(sends(), 1);
  await stage.restart();
  await archive();
  assert.is(sends(), 1);
  stage.discord.closedDms.delete(ana);
  stage.bridge.people.linkChanged('1', ana);
  await stage.settle();
  await archive();
  assert.is(stage.discord.dm(ana)!.messages.length, 1);
});
