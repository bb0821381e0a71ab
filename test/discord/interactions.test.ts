import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';
import { answer, entries, header, nobodyRung, opened, shows } from './inbound-stage.ts';

const test = suite('discord interactions', { limit_ms: 120_000 });

let live: Live;
let role: string;
test.before.each(async () => {
  live = await Live.start();
  role = live.guild.addRole('Support', 0n).id;
  live.settings = { ...live.settings, supportRole: role };
  live.bridge.settingsChanged();
});
test.after.each(() => live.close());

test('[K88] buttons do what the one who clicks may do at that moment, and tell that one alone', async () => {
  const { world, guild, ana, ben } = live;
  const { ticket, channel } = await opened(live);
  const mod = live.discord.person('mod');
  mod.joins(guild, [role]);
  await live.until(() => mod.sees(channel));
  const click = (who: typeof ana, label: string) =>
    answer(live, who.clicks(channel, header(live, channel), label));
  world.rights.set('1', ['tickets.view']);
  assert.match(await click(ana, 'Close'), /You do not have the right/u);
  world.rights.set('1', ['tickets.view', 'tickets.close']);
  assert.is(await click(ana, 'Close'), 'The ticket is closed.');
  await shows(live, channel, 'Closed');
  assert.match(await click(ana, 'Reopen'), /You do not have the right/u);
  assert.is(await click(mod, 'Reopen'), 'The ticket is open again.');
  await shows(live, channel, 'Open');
  guild.changeMember(ben.id, { roles: [role] });
  await live.until(() => ben.sees(channel));
  // A linked account uses its own rights, whatever its role.
  assert.match(await click(ben, 'Close'), /There is no such ticket for you/u);
  const kinds = (await entries(live, ticket)).flatMap(({ by, what }) =>
    what.kind === 'status' ? `${what.to} ${by.side} ${by.account}` : [],
  );
  assert.equal(kinds, ['closed player 1', 'open support null']);
  const shown = live.reads(channel).filter(({ content }) => content.includes('right'));
  assert.equal(shown, [], 'nothing of it stands in the channel');
});

test("[K89] a guest who would be assigned is told how to link, and removes anybody's assignment", async () => {
  const { world, guild, links } = live;
  const { ticket, channel } = await opened(live);
  const mod = live.discord.person('mod');
  mod.joins(guild, [role]);
  await live.until(() => mod.sees(channel));
  const click = (label: string) => answer(live, mod.clicks(channel, header(live, channel), label));
  assert.match(await click('Assign to me'), /\/link CODE/u);
  done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
  await live.until(() => JSON.stringify(live.headers(channel)[0]!).includes('account 9'));
  assert.is(await click('Remove assignee'), 'Nobody has the ticket now.');
  links.set('9', mod.id);
  await live.until(() => JSON.stringify(live.headers(channel)[0]!).includes('nobody'));
  assert.is(await click('Assign to me'), 'The ticket is yours.');
  const last = (await entries(live, ticket)).at(-1)!;
  assert.ok(last.what.kind === 'assigned' && last.what.to.account === '9');
});

test('[K90] the user select adds linked users; of another an error stands in the channel, and who takes part is passed over in silence', async () => {
  const { guild, ben, ana } = live;
  const { ticket, channel } = await opened(live);
  const mod = live.discord.person('mod');
  const fay = live.discord.person('fay');
  mod.joins(guild, [role]);
  fay.joins(guild);
  await live.until(() => mod.sees(channel));
  const pick = (who: typeof ana, user: string) => who.picks(channel, header(live, channel), [user]);
  assert.match(await answer(live, pick(ana, ben.id)), /You do not have the right/u);
  assert.is(await answer(live, pick(mod, ben.id)), 'The participant was added.');
  await live.until(() => ben.mayWrite(channel));
  const again = pick(mod, ben.id);
  await live.until(() => again.answer?.kind === 'removed');
  const stranger = pick(mod, fay.id);
  await live.until(() => stranger.answer?.kind === 'removed');
  const last = live.reads(channel).at(-1)!;
  assert.match(last.content, new RegExp(`^<@${fay.id}> cannot be added`, 'u'));
  nobodyRung(live);
  const people = (await entries(live, ticket)).filter(
    ({ what }) => what.kind === 'participants_added',
  );
  assert.is(people.length, 1);
});

test('[K91] of an archived ticket, View gives a one-time link when it is clicked, and Reopen opens it as a player', async () => {
  const { world, guild, ana } = live;
  const { ticket, channel } = await opened(live);
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  const dm = await live.until(() => ana.dms[0]);
  await live.until(() => !guild.channels.has(channel));
  const view = await answer(live, ana.clicks(dm.channel_id, dm.id, 'View'));
  assert.ok(view.endsWith(`https://help.example.org/#link=secret-of-1&to=${ticket}`), view);
  world.rights.set('1', ['tickets.view']);
  assert.match(
    await answer(live, ana.clicks(dm.channel_id, dm.id, 'Reopen')),
    /You do not have the right/u,
  );
  world.rights.set('1', ['tickets.view', 'tickets.send_message']);
  assert.is(
    await answer(live, ana.clicks(dm.channel_id, dm.id, 'Reopen')),
    'The ticket is open again.',
  );
  assert.is((await entries(live, ticket)).at(-1)!.by.side, 'player');
  await live.settled('My horse is gone');
  live.links.delete('1');
  assert.match(await answer(live, ana.clicks(dm.channel_id, dm.id, 'View')), /\/link CODE/u);
});
