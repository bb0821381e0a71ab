import { createRequire } from 'node:module';
import { cleanText } from '../../protocol/text.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';

const test = suite('discord live', { limit_ms: 120_000 });

const naughty = createRequire(import.meta.url)('big-list-of-naughty-strings') as string[];

let live: Live;
test.before.each(async () => {
  live = await Live.start();
});
test.after.each(() => live.close());

test('[K75] the whole life of a ticket stands on Discord as it should, over the real discord.js', async () => {
  const { world, discord, ana, ben, guild } = live;
  const { ticket } = await world.opened(world.player, 'My horse is gone');
  const channel = await live.settled('My horse is gone');
  assert.is(channel.name, '🔴-ticket-my-horse-is-gone');
  assert.ok(ana.sees(channel.id) && ana.mayWrite(channel.id));
  assert.not(ben.sees(channel.id));
  assert.equal(discord.world.exposures, [], 'nobody ever saw it');

  done(await world.post(world.staff, ticket, 'Which one?'));
  await live.settled('Which one?');
  await live.until(() => live.channels[0]!.name === '🟢-ticket-my-horse-is-gone');
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  await live.until(() => ben.mayWrite(channel.id));

  done(await world.do(world.player, ticket, { kind: 'close' }));
  await live.until(() => !ana.mayWrite(channel.id) && !ben.mayWrite(channel.id));
  assert.ok(ana.sees(channel.id));
  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  await live.until(() => ana.mayWrite(channel.id));

  done(await world.do(world.player, ticket, { kind: 'close' }));
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  await live.until(() => !guild.channels.has(channel.id));
  const dm = await live.until(() => ana.dms[0]);
  const labels = JSON.stringify(dm.components);
  assert.ok(labels.includes('Reopen') && labels.includes('View'));
  await live.until(() => ben.dms[0]);

  done(await world.do(world.player, ticket, { kind: 'reopen' }));
  const fresh = await live.settled('Which one?');
  assert.is.not(fresh.id, channel.id);
  assert.match(live.said(fresh.id).join(), /My horse is gone/u);
  assert.equal(discord.world.exposures, []);
  assert.equal(discord.world.pings, []);
});

test('[K76] after half an hour without Discord everything said is there, complete and in order', async () => {
  const { world, discord } = live;
  const { ticket } = await world.opened(world.player, 'message 0');
  const channel = await live.settled('message 0');
  await discord.goDown();
  const said = ['message 0'];
  for (let minute = 1; minute <= 30; minute++) {
    live.move(60_000);
    const who = minute % 3 === 0 ? world.player : world.staff;
    done(await world.post(who, ticket, `message ${minute}`));
    said.push(`message ${minute}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const meanwhile = await world.opened(world.other, 'opened meanwhile');
  await discord.comeBack();
  // Actions in backoff are tried now.
  const waiting = setInterval(() => live.move(60_000), 50);
  try {
    await live.settled('message 30');
    await live.settled('opened meanwhile', 1);
  } finally {
    clearInterval(waiting);
  }
  assert.equal(live.said(channel.id), said);
  assert.is(live.headers(channel.id).length, 1);
  assert.is(live.bridge.channels.ticketOf(live.channels[1]!.id), meanwhile.ticket);
});

test('[K77] in a storm of flips the hidden limit of renames is never met, and the last state is right', async () => {
  const { world, discord } = live;
  const { ticket } = await world.opened(world.player, 'storm');
  const channel = await live.settled('storm');
  const asked = () =>
    discord.rest.seen.filter(({ template }) => template === 'PATCH /channels/:id');
  for (let flip = 0; flip < 60; flip++) {
    done(await world.post(flip % 2 ? world.player : world.staff, ticket, `flip ${flip}`));
    await live.settled(`flip ${flip}`);
    const recent = asked().filter(({ at }) => at > discord.world.clock.now() - 610_000);
    // Once a rename is free it is done at once.
    const icon = flip % 2 ? '🔴' : '🟢';
    if (recent.length < 2) await live.until(() => live.channels[0]!.name.startsWith(icon));
    live.move(31_000);
  }
  live.move(11 * 60_000);
  await live.until(() => live.channels[0]!.name.startsWith('🔴'));
  const renames = asked();
  assert.ok(
    renames.every(({ status }) => status === 200),
    'none was refused',
  );
  assert.ok(renames.length >= 4);
  for (const [i, { at }] of renames.entries()) {
    assert.ok((renames[i + 2]?.at ?? Infinity) - at >= 600_000);
  }
  assert.is(live.headers(channel.id).length, 1);
});

test('[K78] hostile names, subjects and messages ping nobody, break nothing and are not refused', async () => {
  const { world, discord } = live;
  const hostile = [
    '@everyone @here',
    `<@${live.ana.id}> <@&${live.guild.id}> <#1> </ticket:1> <t:0:R>`,
    '```js\nopen code block',
    '> quote\n# heading\n-# small\n1. list\n- list',
    '[click](https://evil.example) ||spoiler|| **bold __it~~',
    '\u202Egnp.exe \u200B\u2800',
    ...naughty,
  ];
  const texts = hostile.flatMap((text) => {
    const cleaned = cleanText(text, limits.body_chars_max);
    return typeof cleaned === 'string' ? cleaned : [];
  });
  assert.ok(texts.length > 400);
  for (let i = 0; i < texts.length; i += 90) {
    world.names.set('1', texts[i]!.slice(0, 100));
    const { ticket } = await world.opened(world.player, texts[i]!);
    for (const text of texts.slice(i + 1, i + 90)) {
      done(await world.post(world.player, ticket, text));
    }
    done(await world.post(world.staff, ticket, `end of ${i}`));
    const channel = await live.settled(`end of ${i}`, i / 90);
    assert.is(live.headers(channel.id).length <= 1, true);
  }
  assert.equal(discord.world.pings, []);
  const failed = discord.rest.seen.filter(({ status }) => status >= 400 && status !== 429);
  assert.equal(
    failed.map(({ template, status, text }) => [template, status, text.slice(0, 200)]),
    [],
  );
});

test('[K79] not a byte of an internal note reaches Discord, whatever happens to the ticket', async () => {
  const { world, discord } = live;
  const canary = 'canary-8f3a';
  const { ticket } = await world.opened(world.player, 'help');
  await live.settled('help');
  for (const kind of ['close', 'archive', 'reopen'] as const) {
    done(await world.note(ticket, `${canary} ${kind}`));
    done(await world.do(world.staff, ticket, { kind }));
  }
  done(await world.post(world.staff, ticket, 'the end'));
  await live.settled('the end');
  done(await world.note(ticket, canary));
  await live.until(() => live.said(live.channels[0]!.id).at(-1)?.includes('internal note'));
  const sent = discord.rest.seen.map(({ path, text }) => path + text).join('\n');
  assert.ok(sent.length > 2_000);
  assert.not(sent.includes(canary));
  assert.not(/"account 9"/u.test(sent.split('internal note').at(-1)!));
});
