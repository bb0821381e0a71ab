import type { Asked } from '../support/discord/asked.ts';
import { assert, suite } from '../support/suite.ts';
import { Live } from './live.ts';
import { answer, nobodyRung, opened } from './inbound-stage.ts';

const test = suite('discord commands', { limit_ms: 120_000 });

let live: Live;
let role: string;
test.before.each(async () => {
  live = await Live.start();
  role = live.guild.addRole('Support', 0n).id;
  live.settings = { ...live.settings, supportRole: role };
  live.bridge.settingsChanged();
});
test.after.each(() => live.close());

test('[K92] a code that somebody types links them at once; after five tries they wait ten minutes', async () => {
  const { discord, guild, world, codes } = live;
  const gil = discord.person('gil');
  gil.joins(guild);
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  world.rights.set('3', ['tickets.view', 'tickets.send_message', 'tickets.create']);
  codes.set('3', 'K0D1-ABCD');
  const link = (code: string) => answer(live, gil.commands(hall, 'link', { code }));
  assert.match(await link('nonsense'), /used already, is over, or never was/u);
  assert.is(await link('K0D1-ABCD'), 'Your Discord is linked to the account account 3.');
  assert.match(await link('K0D1-ABCD'), /used already/u);
  assert.match(await link('1'), /used already/u);
  assert.match(await link('2'), /used already/u);
  assert.match(await link('3'), /wait ten minutes/u);
  const player = { account: '3', restricted: true, surface: 'game' } as const;
  await world.opened(player, 'I am linked');
  const channel = await live.settled('I am linked');
  assert.ok(gil.mayWrite(channel.id));
});

test('[K93] a member lists and closes their tickets by command', async () => {
  const { discord, guild, ana } = live;
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  assert.match(await answer(live, ana.commands(hall, 'ticket list')), /no active ticket/u);
  const one = await opened(live, 'My *horse* is gone @everyone', 'is gone');
  const two = await live.world.opened(live.world.player, 'And my dog');
  await live.settled('And my dog', 1);
  const list = await answer(live, ana.commands(hall, 'ticket list'));
  const lines = list.split('\n');
  assert.is(lines.length, 2);
  assert.ok(list.includes(`**#${one.number}** My \\*horse\\* is gone`), list);
  assert.ok(list.includes(`<#${one.channel}>`));
  assert.match(
    await answer(live, ana.commands(hall, 'ticket close')),
    /in the channel of a ticket/u,
  );
  assert.is(await answer(live, ana.commands(one.channel, 'ticket close')), 'The ticket is closed.');
  assert.is(
    await answer(live, ana.commands(hall, 'ticket close', { number: `#${two.number}` })),
    'The ticket is closed.',
  );
  assert.match(
    await answer(live, ana.commands(hall, 'ticket close', { number: '999' })),
    /There is no such ticket for you/u,
  );
  const fay = discord.person('fay');
  fay.joins(guild);
  assert.match(await answer(live, fay.commands(hall, 'ticket list')), /\/link CODE/u);
  nobodyRung(live);
});

test('[K94] a member opens a ticket by command and form, and gets back what is refused', async () => {
  const { discord, guild, ana, world } = live;
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  const asked = ana.commands(hall, 'ticket new', { category: 'Bug' });
  await live.until(() => asked.modal);
  const filled = { Subject: 'Stuck', 'What is the matter?': 'I am in a wall' };
  assert.match(await answer(live, ana.submits(asked, filled)), /Your ticket has the number 1/u);
  const channel = await live.settled('I am in a wall');
  assert.is(channel.name, '🔴-ticket-stuck');
  assert.ok(ana.mayWrite(channel.id));
  world.playerSettings = { ...world.playerSettings, tickets_open_max: 1 };
  const full = await answer(live, ana.submits(asked, filled));
  assert.match(full, /as many open tickets as you may.*Open: .*1.*I am in a wall$/su);
  world.rights.set('1', ['tickets.view']);
  const refused = await answer(live, ana.submits(asked, filled));
  assert.match(refused, /You do not have the right/u);
  assert.ok(refused.endsWith('I am in a wall'));
  const fay = discord.person('fay');
  fay.joins(guild);
  assert.match(
    await answer(live, fay.commands(hall, 'ticket new', { category: 'Bug' })),
    /\/link CODE/u,
  );
});

test('[K95] the commands are those of the guild, and follow the categories', async () => {
  const { discord, guild } = live;
  const choices = () => {
    const ticket = discord.world.commands.get(guild.id)?.find(({ name }) => name === 'ticket');
    return JSON.stringify(ticket?.options ?? []);
  };
  await live.until(() => choices().includes('"Bug"'));
  live.categories = ['Lost horses'];
  live.inbound.settingsChanged();
  await live.until(() => choices().includes('"Lost horses"') && !choices().includes('"Bug"'));
});

/** More categories than a menu of Discord can have. */
const manyCategories = Array.from({ length: 40 }, (_, i) => `Area ${i + 1}`)
  .with(33, 'Lost horses')
  .with(34, 'Pets and horses')
  .with(39, 'Rücksprache');

/** Waits until the commands suggest categories while they are typed. */
async function offered(hall: string): Promise<void> {
  live.categories = manyCategories;
  live.world.settings = { ...live.world.settings, categories: manyCategories };
  live.inbound.settingsChanged();
  await live.until(() => {
    const commands = live.discord.world.commands.get(live.guild.id);
    return JSON.stringify(commands ?? []).includes('"autocomplete":true');
  });
  const fay = live.discord.person('fay');
  fay.joins(live.guild);
  const asked = fay.types(hall, 'ticket new', 'category', '');
  assert.equal(await live.until(() => asked.suggestions), manyCategories.slice(0, 25));
}

test('[K181] of more categories than a menu takes, those that fit are offered as one types, and each of them can be chosen', async () => {
  const { discord, guild, ana } = live;
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  await offered(hall);
  const typed = async (text: string): Promise<readonly string[]> => {
    const asked = ana.types(hall, 'ticket new', 'category', text);
    return live.until(() => asked.suggestions);
  };
  assert.equal(await typed('HORSES '), ['Lost horses', 'Pets and horses']);
  assert.equal(await typed('horses pet'), ['Pets and horses']);
  assert.equal(await typed('rucks'), ['Rücksprache']);
  assert.equal(await typed('Lost horses'), ['Lost horses']);
  assert.equal(await typed('unicorn'), []);
  assert.equal(await typed('x'.repeat(6_000)), []);
  assert.is((await typed('a')).length, 25);

  // The last category can be chosen too, in any case of letters.
  const asked = ana.commands(hall, 'ticket new', { category: 'rücksprache ' });
  await live.until(() => asked.modal);
  const filled = { 'What is the matter?': 'Call me back' };
  assert.match(await answer(live, ana.submits(asked, filled)), /Your ticket has the number 1/u);
  const channel = await live.settled('Call me back');
  const { fields } = live.headers(channel.id)[0]!.embeds[0]!;
  assert.ok(fields!.some(({ value }) => value === 'Rücksprache'));

  live.categories = manyCategories.slice(-25);
  live.inbound.settingsChanged();
  await live.until(() => {
    const ticket = discord.world.commands.get(guild.id)?.find(({ name }) => name === 'ticket');
    const shown = JSON.stringify(ticket);
    return shown.includes('"Lost horses"') && !shown.includes('"autocomplete":true');
  });
});

test('[K183] who types fast keeps nobody else from an offer or an answer', async () => {
  const { discord, guild, ana, ben } = live;
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  await offered(hall);
  let release = (): void => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  const per_user = 5;
  const callback = 'POST /interactions/:id/:token/callback';
  discord.rest.faults.plan(callback, { kind: 'held', until }, per_user);
  const many = Array.from({ length: 150 }, () => ana.types(hall, 'ticket new', 'category', 'a'));
  while (discord.rest.faults.left > 0) await new Promise((resolve) => setImmediate(resolve));
  const other = ben.types(hall, 'ticket new', 'category', 'lost');
  const command = ben.commands(hall, 'ticket new', { category: 'Lost horses' });
  assert.equal(await live.until(() => other.suggestions), ['Lost horses']);
  await live.until(() => command.modal);
  release();
  const given = () => many.filter(({ suggestions }) => suggestions !== undefined).length;
  await live.until(() => given() === per_user);
  // The bridge learns a moment later that its own are answered.
  let again: Asked;
  do {
    again = ana.types(hall, 'ticket new', 'category', 'lost');
    const after = ben.types(hall, 'ticket new', 'category', 'lost');
    await live.until(() => after.suggestions);
  } while (again.suggestions === undefined);
  assert.is(given(), per_user);
});

test('[K182] a category that there is not is answered with some that fit', async () => {
  const { discord, guild, ana } = live;
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  await offered(hall);
  const answered = (category: string): Promise<string> =>
    answer(live, ana.commands(hall, 'ticket new', { category }));
  const horses = await answered('horses');
  assert.match(horses, /no category named horses\. .*: Lost horses, Pets and horses\.$/u);
  assert.match(await answered('my wild horses'), /: Lost horses, Pets and horses\.$/u);
  assert.match(await answered('**@everyone**'), /named \\\*\\\*.*: Area 1, Area 2, .*Area 10\.$/u);
  assert.match(await answered('x'.repeat(6_000)), /named x{10,60}….*: Area 1, /u);
  assert.match(await answered('ar'), /: Area 1, .*Area 10\.$/u);
  nobodyRung(live);
  // A category that was suggested a moment ago may be gone.
  live.categories = ['Question', ...manyCategories.slice(0, 33)];
  assert.match(await answered('Lost horses'), /no category named Lost horses/u);
  const taken = ana.commands(hall, 'ticket new', { category: 'area 7' });
  await live.until(() => taken.modal);
});
