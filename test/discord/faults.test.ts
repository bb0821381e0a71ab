import type { DiscordPort } from '../../actors/discord/port/port.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('discord faults', { limit_ms: 60_000 });

const [ana, ben] = ['200000000000000001', '200000000000000002'] as const;

/** There is exactly one channel, with one pinned header and each message once, in order. */
function inOrder(stage: Stage, said: readonly string[]): void {
  assert.is(stage.discord.texts.length, 1, 'one channel');
  assert.is(stage.headers().length, 1, 'one header');
  assert.ok(stage.headers()[0]!.pinned);
  assert.equal(stage.said(), said);
}

const steps: ReadonlyArray<keyof DiscordPort> = ['guild', 'createChannel', 'send', 'pin', 'edit'];

test('[K56] a call that nobody knows the end of is looked into before it is done again', async () => {
  for (const call of steps) {
    for (const fault of ['landed', 'vanished'] as const) {
      const stage = await Stage.ready();
      const { world, discord } = stage;
      discord.fail(call, fault, fault);
      const { ticket } = await world.opened(world.player, 'first');
      await stage.pass(10_000);
      done(await world.post(world.staff, ticket, 'second'));
      await stage.pass(60_000);
      inOrder(stage, ['first', 'second']);
      // The nonce is forgotten by then, so it was found by its footer.
      const footers = discord.texts[0]!.messages.map(({ footer }) => footer);
      assert.equal(footers, ['#1', '#1 · 2', '#1 · 3']);
    }
  }
});

test('[K57] a post of unknown end is found by its footer, not by the nonce alone', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  discord.fail('send', 'landed');
  done(await world.post(world.staff, ticket, 'second'));
  await stage.settle();
  // Discord forgets nonces after some minutes.
  const [channel] = discord.texts;
  channel!.messages.splice(0, 9, ...channel!.messages.map((one) => ({ ...one, nonce: null })));
  await stage.pass(10 * 60_000);
  inOrder(stage, ['first', 'second']);
});

test('[K58] stopped at any step of an archive and of a reopening, there is one channel, one header, one replay', async () => {
  let reached = 0;
  for (let cut = 1; cut < 24; cut++) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    const { ticket } = await world.opened(world.player, 'first');
    done(await world.post(world.staff, ticket, 'second'));
    await stage.settle();
    world.settings = { ...world.settings, autoArchive: true };
    let left = cut;
    // From this call on, calls are done but not answered.
    discord.onCall = () => {
      left -= 1;
      return left <= 0 ? 'hang' : undefined;
    };
    done(await world.do(world.staff, ticket, { kind: 'close' }));
    await stage.pass(5_000);
    done(await world.do(world.player, ticket, { kind: 'reopen' }));
    await stage.pass(5_000);
    if (left <= 0) reached += 1;
    discord.onCall = undefined;
    await stage.kill();
    await stage.start();
    await stage.pass(120_000);
    assert.is(discord.texts.length, 1, `one channel, cut at ${cut}`);
    assert.is(stage.headers().length, 1, `one header, cut at ${cut}`);
    const said = stage.said().join('\n');
    for (const word of ['first', 'second']) {
      assert.is(said.split(word).length, 2, `${word} once, cut at ${cut}`);
    }
    assert.ok((discord.dm(ana)?.messages.length ?? 0) <= 1, `told once, cut at ${cut}`);
  }
  assert.ok(reached > 10, `cut at ${reached} different calls`);
});

test('[K59] after an outage of half an hour all that was said is there, complete and in order', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const tickets = [];
  for (const who of [world.player, world.other]) {
    tickets.push((await world.opened(who, `of ${who.account}`)).ticket);
  }
  await stage.pass(5_000);
  discord.outage = true;
  const said = tickets.map((_, i) => [`of ${i + 1}`]);
  for (let minute = 0; minute < 30; minute++) {
    const at = minute % 2;
    done(await world.post(minute % 3 ? world.staff : world.player, tickets[0]!, `m${minute}`));
    said[0]!.push(`m${minute}`);
    if (at === 1) {
      done(await world.post(world.other, tickets[1]!, `o${minute}`));
      said[1]!.push(`o${minute}`);
    }
    await stage.pass(60_000);
  }
  discord.outage = false;
  await stage.pass(10 * 60_000);
  assert.equal(stage.said(0), said[0]);
  assert.equal(stage.said(1), said[1]);
  assert.is(stage.headers(0).length, 1);
});

test('[K60] a channel that was deleted by hand is made again while the ticket is active, told or not', async () => {
  for (const isTold of [true, false]) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    const { ticket } = await world.opened(world.player, 'first');
    await stage.settle();
    const { id } = discord.texts[0]!;
    discord.channels.delete(id);
    if (isTold) discord.emit({ kind: 'channel_deleted', guild: discord.id, channel: id });
    else done(await world.post(world.staff, ticket, 'second'));
    await stage.pass(10_000);
    assert.is(discord.texts.length, 1);
    assert.is(stage.headers().length, 1);
    assert.match(stage.said().join('\n'), /first/u);
    if (!isTold) assert.is(stage.said().join('\n').split('second').length, 2);
  }
});

test('[K61] of a closed ticket a channel deleted by hand stays away until it is reopened', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  done(await world.do(world.player, ticket, { kind: 'close' }));
  await stage.settle();
  const { id } = discord.texts[0]!;
  discord.channels.delete(id);
  discord.emit({ kind: 'channel_deleted', guild: discord.id, channel: id });
  await stage.pass(10_000);
  assert.is(discord.texts.length, 0);
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  await stage.pass(10_000);
  assert.is(discord.texts.length, 1);
});

test('[K62] a header deleted by hand is posted and pinned again, told or found missing', async () => {
  for (const isTold of [true, false]) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    const { ticket } = await world.opened(world.player, 'first');
    await stage.settle();
    const [channel] = discord.texts;
    const [header] = channel!.messages.splice(0, 1);
    if (isTold) {
      const messages = [header!.id];
      discord.emit({ kind: 'messages_deleted', channel: channel!.id, messages });
    } else done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
    await stage.pass(5_000);
    inOrder(stage, ['first']);
  }
});

test('[K63] a mirrored message deleted by hand is not posted again', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.settle();
  const [channel] = discord.texts;
  channel!.messages.pop();
  discord.connect('fresh');
  await stage.pass(5_000);
  done(await world.post(world.staff, ticket, 'second'));
  await stage.pass(5_000);
  assert.equal(stage.said(), ['second']);
});

test('[K72] a message to a user of unknown end is looked for before it is sent again', async () => {
  for (const fault of ['landed', 'vanished'] as const) {
    const stage = await Stage.ready();
    const { world, discord } = stage;
    world.settings = { ...world.settings, autoArchive: true };
    const { ticket } = await world.opened(world.player, 'help');
    done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
    await stage.settle();
    discord.fail('send', fault);
    done(await world.do(world.player, ticket, { kind: 'close' }));
    await stage.pass(20_000);
    assert.is(discord.dm(ana)!.messages.length, 1);
    assert.is(discord.dm(ben)!.messages.length, 1);
  }
});

test('[K73] a ticket that was opened and archived while Discord was away still says so to who took part', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  discord.outage = true;
  discord.emit({ kind: 'disconnected' });
  const { ticket } = await world.opened(world.player, 'short');
  world.settings = { ...world.settings, autoArchive: true };
  done(await world.do(world.player, ticket, { kind: 'close' }));
  await stage.pass(10_000);
  discord.outage = false;
  discord.connect('resumed');
  await stage.pass(10_000);
  assert.is(discord.texts.length, 0);
  assert.is(discord.dm(ana)!.messages.length, 1);
});

test('[K24] a channel that the bot is kept out of is told, is not made twice, and goes on when it is let in', async () => {
  const stage = await Stage.ready();
  const { world, discord } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  await stage.pass(2_000);
  const { id } = discord.texts[0]!;
  discord.onCall = (_, body) =>
    JSON.stringify(body)?.includes(id) ? { reason: 'not_found' } : undefined;
  done(await world.post(world.staff, ticket, 'second'));
  await stage.pass(60_000);
  assert.is(discord.texts.length, 1);
  assert.match(stage.bridge.alerts.sentences.join(), /let the bot into the channel of ticket 1/u);
  assert.ok(discord.calls.length < 60, `it asks ever less: ${discord.calls.length} calls`);
  discord.onCall = undefined;
  await stage.pass(6 * 60_000);
  assert.equal(stage.said(0), ['first', 'second']);
  assert.equal(stage.bridge.alerts.sentences, []);
});
