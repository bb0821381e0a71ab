import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('discord refused content', { limit_ms: 60_000 });

test('[K69] a name that is refused gives way to a neutral one, also in a rename', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  discord.fail('createChannel', { reason: 'name_refused' });
  const { ticket } = await world.opened(world.player, 'bad words');
  await stage.pass(5_000);
  assert.is(discord.texts[0]!.name, '🔴-ticket-1');
  discord.fail('renameChannel', { reason: 'name_refused' });
  done(await world.do(world.player, ticket, { kind: 'edit_subject', subject: 'worse words' }));
  await stage.pass(60_000);
  assert.is(discord.texts[0]!.name, '🔴-ticket-1');
});

test('[K70] words that Discord does not take are replaced by where they can be read', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  discord.fail('send', { reason: 'content_refused' });
  done(await world.post(world.staff, ticket, 'not taken'));
  await stage.settle();
  discord.fail('send', { reason: 'content_refused' }, { reason: 'content_refused' });
  done(await world.post(world.staff, ticket, 'not even the neutral words'));
  done(await world.post(world.staff, ticket, 'and on it goes'));
  await stage.settle();
  const [first, second, third] = stage.said();
  assert.equal([first, third], ['first', 'and on it goes']);
  assert.match(second!, /Read it here: https:\/\/help\.example\.org\/#\/mine\//u);
});

test('[K71] tickets proceed apart: one that Discord refuses holds up no other', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.pass(2_000);
  const other = await world.opened(world.other, 'other');
  await stage.pass(2_000);
  const { id } = discord.texts[0]!;
  discord.onCall = (_, body) =>
    JSON.stringify(body).includes(id) ? { reason: 'missing_permission' } : undefined;
  done(await world.post(world.staff, ticket, 'held up'));
  done(await world.post(world.staff, other.ticket, 'not held up'));
  await stage.settle();
  assert.equal(stage.said(0), ['first']);
  assert.equal(stage.said(1), ['other', 'not held up']);
  assert.match(stage.bridge.alerts.sentences.join(), /does not let the bot .* of ticket 1/u);
  discord.onCall = undefined;
  await stage.pass(6 * 60_000);
  assert.equal(stage.said(0), ['first', 'held up']);
  assert.equal(stage.bridge.alerts.sentences, []);
});

test('[K74] in a storm of flips no channel is renamed three times in ten minutes, and all end right', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'storm');
  await stage.settle();
  for (let flip = 0; flip < 120; flip++) {
    done(await world.post(flip % 2 ? world.player : world.staff, ticket, `flip ${flip}`));
    await stage.pass(15_000);
    // Posts never wait for a name.
    assert.is(stage.said().at(-1), `flip ${flip}`);
  }
  await stage.pass(11 * 60_000);
  assert.is(discord.texts[0]!.name, '🔴-ticket-storm');
  const times = discord.renames.map(({ at }) => at);
  for (const [i, at] of times.entries()) {
    assert.ok((times[i + 2] ?? Infinity) - at >= 600_000);
  }
  assert.is(
    discord.calls.filter((call) => call === 'renameChannel').length,
    times.length,
    'none refused',
  );
});
