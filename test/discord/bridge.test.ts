import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('discord bridge', { limit_ms: 30_000 });

const [ana, ben] = ['200000000000000001', '200000000000000002'] as const;
const support = '100000000000000009';

/** A stage with the support role, and somebody who has it. */
async function staffed(): Promise<Stage> {
  const stage = new Stage({ supportRole: support });
  stage.discord.roles.set(support, 'Support');
  await stage.start();
  return stage;
}

test('[K1] a ticket has a text channel of its own, found by its topic', async () => {
  const stage = await staffed();
  const { ticket } = await stage.world.opened(stage.world.player, 'My subject\nand more');
  await stage.settle();
  const [channel, ...others] = stage.discord.texts;
  assert.is(others.length, 0);
  assert.is(channel!.name, '🔴-ticket-my-subject');
  assert.is(channel!.topic, `Ticket #1 · shardbell:${stage.storage.epoch}/${ticket}`);
  assert.is(stage.bridge.channels.ticketOf(channel!.id), ticket);
  assert.is(stage.headers().length, 1);
  assert.ok(stage.headers()[0]!.pinned);
  assert.equal(stage.said(), ['My subject\nand more']);
});

test('[K6] a channel is private from the very call that makes it', async () => {
  const stage = await staffed();
  await stage.world.opened(stage.world.player, 'help');
  await stage.settle();
  assert.equal(stage.levels(), {
    [stage.discord.id]: 'hidden',
    [stage.discord.bot]: 'manage',
    [support]: 'write',
    [ana]: 'write',
  });
  assert.is(stage.discord.calls.includes('setOverwrite'), false);
});

test('[K7] the support role gets into the channel of every ticket, also when it is set later', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  await world.opened(world.player, 'before');
  await stage.pass(2_000);
  discord.roles.set(support, 'Support');
  stage.settings = { ...stage.settings, supportRole: support };
  stage.bridge.settingsChanged();
  await world.opened(world.other, 'after');
  await stage.pass(2_000);
  assert.equal([stage.levels(0)[support], stage.levels(1)[support]], ['write', 'write']);
});

// [K9] Public messages are mirrored with the name of their author; those written in the channel are
// not mirrored back.
test('[K9] what is said in the game and on the web is mirrored in order, and nothing echoes', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  done(await world.post(world.staff, ticket, 'second'));
  await stage.settle();
  const [channel] = stage.discord.texts;
  stage.discord.type(channel!.id, ana, 'typed on Discord');
  done(await world.post({ ...world.player, surface: 'discord' }, ticket, 'typed on Discord'));
  done(await world.post(world.player, ticket, 'x'.repeat(8_000)));
  await stage.settle();
  const texts = channel!.messages.map(
    ({ post, content }) => content || post.embeds![0]!.description,
  );
  assert.equal(
    texts.map((text) => text?.slice(0, 20)),
    [
      undefined,
      'first',
      'second',
      'typed on Discord',
      'x'.repeat(20),
      'x'.repeat(20),
      'x'.repeat(20),
    ],
  );
});

// [K10] An internal note is a short notice in the channel, without text, author or number.
test('[K10] an internal note is a notice in the channel, and moves nothing else there', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  const before = stage.discord.sent.length;
  done(await world.note(ticket, 'SECRET of account 9'));
  await stage.settle();
  assert.equal(stage.said(), ['first', '🔒 Staff added an internal note.']);
  assert.is(stage.discord.sent.length, before + 1);
  assert.is(stage.discord.sent.join('').includes('SECRET'), false);
});

/** A ticket that support opened for a player, without text, and the name of its channel. */
async function silent() {
  const stage = await Stage.ready();
  const { world } = stage;
  const body = { kind: 'open', category: 'Bug', subject: 'event', participants: ['1'] };
  const command = { id: world.id(), as: 'support', command: body } as const;
  const { ticket } = done(await world.ticketService.command(world.staff, command as never));
  const name = async () => {
    await stage.settle();
    return stage.discord.texts[0]!.name;
  };
  return { world, ticket, name };
}

test('[K12] 🔴 stands before the name while the last public message is from a player', async () => {
  const { world, ticket, name } = await silent();
  done(await world.post(world.player, ticket, 'Hi'));
  assert.is(await name(), '🔴-ticket-event');
});

test('[K13] 🟢 stands before the name while the last public message is from support', async () => {
  const { world, ticket, name } = await silent();
  done(await world.post(world.player, ticket, 'Hi'));
  await name();
  done(await world.post(world.staff, ticket, 'Hello'));
  assert.is(await name(), '🟢-ticket-event');
});

test('[K14] a ticket without public messages has no icon', async () => {
  const { world, ticket, name } = await silent();
  done(await world.note(ticket, 'a note'));
  assert.is(await name(), 'ticket-event');
});

test('[K51] the header shows the attention at once, also when the name has to wait', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'help');
  for (const who of [world.staff, world.player, world.staff]) {
    await stage.settle();
    done(await world.post(who, ticket, 'and'));
  }
  await stage.settle();
  const attention = () =>
    stage.headers()[0]!.post.embeds![0]!.fields!.find(({ name }) => name === 'Attention')!.value;
  assert.is(attention(), '🟢 Waiting for response');
  assert.is(stage.discord.texts[0]!.name, '🔴-ticket-help');
  await stage.pass(11 * 60_000);
  assert.is(stage.discord.texts[0]!.name, '🟢-ticket-help');
});

test('[K3] closing locks the channel by overwrites alone; reopening unlocks the same one', async () => {
  const stage = await staffed();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'help');
  await stage.settle();
  const [channel] = stage.discord.texts;
  stage.discord.calls.length = 0;
  done(await world.do(world.player, ticket, { kind: 'close' }));
  await stage.settle();
  assert.equal([stage.levels()[support], stage.levels()[ana]], ['read', 'read']);
  const kinds = new Set(stage.discord.calls);
  assert.equal([...kinds].toSorted(), ['edit', 'renameChannel', 'setOverwrite']);
  assert.is(channel!.name, 'ticket-help');
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  await stage.settle();
  assert.equal([stage.levels()[support], stage.levels()[ana]], ['write', 'write']);
  assert.is(stage.discord.texts[0], channel);
  assert.is(stage.discord.texts.length, 1);
});

test('[K2] an archived ticket loses its channel', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  for (const autoArchive of [false, true]) {
    world.settings = { ...world.settings, autoArchive };
    const { ticket } = await world.opened(world.player, 'help');
    await stage.settle();
    assert.is(stage.discord.texts.length, 1);
    done(await world.do(world.staff, ticket, { kind: 'close' }));
    if (!autoArchive) done(await world.do(world.staff, ticket, { kind: 'archive' }));
    await stage.pass(1_000);
    assert.is(stage.discord.texts.length, 0);
  }
});

test('[K4] a ticket reopened from the archive gets a fresh channel in which what was said is told again', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  const [old] = stage.discord.texts;
  done(await world.post(world.staff, ticket, 'second'));
  done(await world.note(ticket, 'SECRET'));
  done(await world.post({ ...world.player, surface: 'discord' }, ticket, 'third, on Discord'));
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  await stage.settle();
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  done(await world.post(world.staff, ticket, 'fourth'));
  await stage.pass(3_000);
  const [fresh] = stage.discord.texts;
  assert.is.not(fresh!.id, old!.id);
  assert.is(stage.headers().length, 1);
  const [replay, ...rest] = stage.said();
  for (const word of ['first', 'second', 'third, on Discord', '/#/mine/']) {
    assert.ok(replay!.includes(word), word);
  }
  assert.is(stage.discord.sent.join('').includes('SECRET'), false);
  assert.ok(replay!.includes('fourth') !== rest.includes('fourth'), 'told once');
});

test('[K5] whoever takes part gains access to the channel at once, and whoever does not any more loses it', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  const { ticket } = await world.opened(world.player, 'help');
  await stage.settle();
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  await stage.settle();
  assert.is(stage.levels()[ben], 'write');
  done(await world.do(world.staff, ticket, { kind: 'remove_participant', account: '2' }));
  await stage.settle();
  assert.is(stage.levels()[ben], undefined);
});
