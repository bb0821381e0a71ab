import { createRequire } from 'node:module';
import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import type { Entry } from '../../protocol/ticket.ts';
import type { Asked } from '../support/discord/asked.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';

const test = suite('discord inbound', { limit_ms: 120_000 });

const naughty = createRequire(import.meta.url)('big-list-of-naughty-strings') as string[];

let live: Live;
let role: string;
test.before.each(async () => {
  live = await Live.start();
  role = live.guild.addRole('Support', 0n).id;
  live.settings = { ...live.settings, supportRole: role };
  live.bridge.settingsChanged();
});
test.after.each(() => live.close());

/** A ticket of the player ana, and its channel. */
async function opened(text = 'My horse is gone', shown = text) {
  const { ticket, number } = await live.world.opened(live.world.player, text);
  const channel = await live.settled(shown);
  return { ticket, number, channel: channel.id };
}

async function entries(ticket: string): Promise<Entry[]> {
  const { desk, staff } = live.world;
  const found = await desk.history(staff, ticket, 'support', { limit: 100 });
  return found.ok ? found.entries : [];
}

/** The messages of the ticket, each with surface, side and author. */
async function said(ticket: string): Promise<string[]> {
  return (await entries(ticket)).flatMap(({ by, surface, what }) =>
    what.kind === 'message' ? `${surface} ${by.side} ${by.account} ${by.name}: ${what.body}` : [],
  );
}

/** Resolves once the last message of the ticket ends with this. */
function heard(ticket: string, end: string): Promise<string[]> {
  return told(async () => {
    const all = await said(ticket);
    return all.at(-1)?.endsWith(end) ? all : undefined;
  });
}

/** Checks again after every commit. */
async function told<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const next = new Promise<void>((resolve) => {
      const stop = live.storage.onTurn(() => {
        stop();
        resolve();
      });
    });
    const found = await look();
    if (found !== undefined) return found;
    await next;
  }
}

/** The answer to an interaction, for its user alone. */
async function answer(asked: Asked): Promise<string> {
  const reads = await live.until(() => asked.reads);
  assert.ok(asked.answer?.kind === 'message' && asked.answer.hidden, 'to them alone');
  return reads.content;
}

function header(channel: string): string {
  return live.headers(channel)[0]!.id;
}

/** Resolves once the header shows this status. */
async function shows(channel: string, status: string): Promise<void> {
  await live.until(() => live.headers(channel)[0]?.embeds[0]?.fields?.[0]?.value === status);
}

function assignee(channel: string): string | undefined {
  const fields = live.headers(channel)[0]?.embeds[0]?.fields;
  return fields?.find(({ name }) => name === 'Assignee')?.value;
}

/** The bot has pinged nobody. */
function nobodyRung(): void {
  const { bot, pings } = live.discord.world;
  assert.equal(
    pings.filter(({ by }) => by === bot.id),
    [],
  );
}

test('[K82] whoever takes part speaks as player, a linked account else by its own rights, and an unlinked member with the support role as support; nothing is mirrored back', async () => {
  const { discord, guild, world, links } = live;
  const { ticket, channel } = await opened();
  const cara = discord.person('cara');
  const dan = discord.person('dan');
  cara.joins(guild, [role]);
  dan.joins(guild, [role]);
  links.set('9', dan.id);
  live.ana.writes(channel, 'It was brown');
  assert.match((await heard(ticket, 'It was brown')).at(-1)!, /^discord player 1 account 1:/u);
  await live.until(() => cara.mayWrite(channel));
  cara.writes(channel, 'I saw one');
  assert.match((await heard(ticket, 'I saw one')).at(-1)!, /^discord support null cara:/u);
  dan.writes(channel, 'So did I');
  assert.match((await heard(ticket, 'So did I')).at(-1)!, /^discord support 9 account 9:/u);
  // A participant speaks as player, even if they are support too.
  guild.changeMember(live.ana.id, { roles: [role] });
  live.ana.writes(channel, 'Where?');
  assert.match((await heard(ticket, 'Where?')).at(-1)!, /^discord player 1 /u);
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['9'] }));
  dan.writes(channel, 'By the mill');
  // Without the rights of a player, they may not read as participant.
  assert.match((await heard(ticket, 'By the mill')).at(-1)!, /^discord support 9 /u);
  assert.is(live.said(channel).filter((text) => text.includes('By the mill')).length, 1, 'no echo');
  nobodyRung();
});

test('[K83] what others write is not mirrored, and they are told so once, in the channel where they take no messages', async () => {
  const { discord, guild } = live;
  const { ticket, channel } = await opened();
  const owner = discord.owner(guild);
  owner.writes(channel, 'Hello, I own this place');
  owner.writes(channel, 'Hello?');
  const [dm] = await live.until(() => owner.dms.length > 0 && owner.dms);
  assert.match(dm!.content, /linked to no account.*\/link CODE/u);
  live.ana.writes(channel, 'I hear you');
  const all = await heard(ticket, 'I hear you');
  assert.is(all.length, 2, 'the opening message and this one');
  assert.is(owner.dms.length, 1);

  const admin = discord.person('admin');
  admin.joins(guild, [guild.addRole('Admin', Bit.Administrator).id]);
  admin.closesDms();
  admin.writes(channel, 'And I run it');
  live.move(10_000);
  await live.until(() => live.reads(channel).at(-1)!.content.startsWith(`<@${admin.id}> `));
  nobodyRung();
});

test('[K84] emoji, mentions, times, stickers and files of a message are said in words and links', async () => {
  const { discord, guild, ana, ben } = live;
  const { ticket, channel } = await opened();
  const fay = discord.person('fay');
  fay.joins(guild);
  ana.writes(
    channel,
    `<:horse:123456789012345678> <@${ben.id}> <@${fay.id}> <@&${role}> <#${channel}> <t:1700000000:R> </ticket list:123456789012345678> *really* <b>`,
  );
  const end = '@role #channel 2023-11-14 22:13 UTC /ticket list *really* <b>';
  assert.match((await heard(ticket, end)).at(-1)!, /: :horse: @account 2 @somebody @role/u);
  const bytes = new Uint8Array(2_000);
  const message = ana.writes(channel, 'Look', {
    files: [{ name: 'map.png', bytes, type: 'image/png' }],
  });
  const file = live.reads(channel).find(({ id }) => id === message)!.attachments[0]!.id;
  await heard(
    ticket,
    `Look\nmap.png (2 kB): https://help.example.org/files/discord/${channel}/${message}/${file}/signed`,
  );
});

test('[K159] replies, messages that were sent on, polls and stickers come in as words', async () => {
  const { discord, guild, ana, world } = live;
  const { ticket, channel } = await opened('My *horse* is <gone>', 'horse');
  const mirrored = live.reads(channel).find(({ embeds }) => embeds[0]?.author)!.id;
  ana.writes(channel, 'This one', { replyTo: mirrored });
  const [first] = (await heard(ticket, 'This one')).slice(-1);
  assert.match(first!, /: \(in answer to: My \*horse\* is <gone>\)\nThis one$/u);
  const own = ana.writes(channel, 'x'.repeat(300));
  const note = live.headers(channel)[0]!.id;
  ana.writes(channel, 'As I said', { replyTo: own });
  const [second] = (await heard(ticket, 'As I said')).slice(-1);
  assert.match(second!, /: \(in answer to: x{99}…\)\nAs I said$/u);
  ana.writes(channel, 'The notice', { replyTo: note });
  await heard(ticket, '(in answer to another message)\nThe notice');

  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  const bytes = new Uint8Array(2_000);
  const files = [{ name: 'map.png', bytes, type: 'image/png' }];
  const elsewhere = ana.writes(hall, 'Seen at the mill', { files });
  ana.forwards(channel, hall, elsewhere);
  const [third] = (await heard(ticket, '/signed')).slice(-1);
  assert.match(third!, /: \(forwarded\) Seen at the mill\nmap\.png \(2 kB\): https:/u);
  const poll = { question: 'Which horse?', answers: ['the brown one', 'the other'] };
  ana.writes(channel, '', { poll });
  await heard(ticket, ': (poll) Which horse?\n- the brown one\n- the other');
  ana.writes(channel, '', { stickers: [discord.world.ids.next()] });
  await heard(ticket, ': (sticker: wave)');
  // The quote is left out if the message would be too long with it.
  world.settings = { ...world.settings, body_chars_max: 20 };
  ana.writes(channel, 'y'.repeat(20), { replyTo: own });
  await heard(ticket, `: ${'y'.repeat(20)}`);
});

test('[K160] what is known of a channel that was deleted meanwhile goes, and of no other', async () => {
  const { ana, guild, discord, world } = live;
  const { ticket, channel } = await opened('My horse');
  const other = await world.opened(world.other, 'My dog');
  await live.settled('My dog', 1);
  ana.writes(channel, 'It was brown');
  await heard(ticket, 'It was brown');
  const kept = (prefix: string) =>
    live.storage.tables.list('discord', { prefix, limit: 10 }).length;
  assert.equal([kept('heard/'), kept('taken/')], [1, 1]);
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  await live.disconnect();
  discord.owner(guild).deletesChannel(channel);
  await live.connect();
  done(await world.post(world.staff, other.ticket, 'Which one?'));
  await live.settled('Which one?');
  await live.until(() => live.bridge.channels.ticketOf(channel) === undefined);
  await live.disconnect();
  await live.connect();
  done(await world.post(world.staff, other.ticket, 'That one?'));
  await live.settled('That one?');
  assert.equal([kept('heard/'), kept('taken/')], [0, 0]);
});

test('[K85] a message that the ticket refuses is not mirrored, and its author alone is told why, a few times in a while', async () => {
  const { world, ana } = live;
  const { ticket, channel } = await opened();
  world.settings = { ...world.settings, body_chars_max: 100 };
  ana.writes(channel, 'x'.repeat(101));
  const dm = await live.until(() => ana.dms[0]);
  assert.match(dm.content, /was not passed on: The text is too long.*At most 100 characters/u);
  const owner = live.discord.owner(live.guild);
  live.links.set('2', owner.id);
  owner.writes(channel, 'May I?');
  live.move(10_000);
  const [refused] = await live.until(() => owner.dms.length > 0 && owner.dms);
  assert.match(refused!.content, /There is no such ticket for you/u);
  assert.is((await said(ticket)).length, 1);
  // Further messages get no reply for a while.
  for (let i = 0; i < 10; i++) ana.writes(channel, 'y'.repeat(101 + i));
  ana.writes(channel, 'Now');
  await heard(ticket, 'Now');
  await live.until(() => {
    live.move(2_000);
    return ana.dms.length === 5;
  });
});

test('[K86] a message that is edited or deleted in Discord is so in the ticket too, which keeps what it said', async () => {
  const { ana } = live;
  const { ticket, channel } = await opened();
  const first = ana.writes(channel, 'It was brown');
  await heard(ticket, 'It was brown');
  ana.edits(channel, first, 'It was black');
  const edited = await told(async () =>
    (await entries(ticket)).find(({ what }) => what.kind === 'message_edited'),
  );
  assert.ok(edited.what.kind === 'message_edited');
  assert.is(edited.what.body, 'It was black');
  assert.is(edited.by.account, '1');
  ana.deletes(channel, first);
  const deleted = await told(async () =>
    (await entries(ticket)).find(({ what }) => what.kind === 'message_deleted'),
  );
  assert.ok(deleted.what.kind === 'message_deleted');
  assert.is(deleted.what.of.seq, edited.what.of.seq);
  assert.is((await said(ticket)).length, 2, 'it stands in the history as it was');
});

test('[K87] what is written, edited and deleted while nobody listens is taken in afterwards, in order and once', async () => {
  const { ana } = live;
  const { ticket, channel } = await opened();
  const kept = ana.writes(channel, 'message 0');
  const gone = ana.writes(channel, 'message 1');
  await heard(ticket, 'message 1');
  await live.disconnect();
  for (let i = 2; i < 140; i++) ana.writes(channel, `message ${i}`);
  ana.edits(channel, kept, 'message 0 again');
  ana.deletes(channel, gone);
  await live.connect();
  ana.writes(channel, 'the last');
  const all = await heard(ticket, 'the last');
  const texts = all.slice(1).map((text) => text.split(': ')[1]);
  const expected = Array.from({ length: 140 }, (_, i) => `message ${i}`);
  assert.equal(texts, [...expected, 'the last'].slice(-texts.length));
  const happened = (await entries(ticket)).map(({ what }) => what.kind);
  assert.is(happened.length, 100, 'a page of the history');
  const { desk, staff } = live.world;
  const early = await desk.history(staff, ticket, 'support', { limit: 100, before: 60 });
  assert.ok(early.ok);
  const changes = early.entries.filter(({ what }) => what.kind.startsWith('message_'));
  assert.equal(changes.map(({ what }) => what.kind).toSorted(), [
    'message_deleted',
    'message_edited',
  ]);
});

test('[K88] buttons do what the one who clicks may do at that moment, and tell that one alone', async () => {
  const { world, guild, ana, ben } = live;
  const { ticket, channel } = await opened();
  const mod = live.discord.person('mod');
  mod.joins(guild, [role]);
  await live.until(() => mod.sees(channel));
  const click = (who: typeof ana, label: string) =>
    answer(who.clicks(channel, header(channel), label));
  world.rights.set('1', ['tickets.view']);
  assert.match(await click(ana, 'Close'), /You do not have the right/u);
  world.rights.set('1', ['tickets.view', 'tickets.close']);
  assert.is(await click(ana, 'Close'), 'The ticket is closed.');
  await shows(channel, 'Closed');
  assert.match(await click(ana, 'Reopen'), /You do not have the right/u);
  assert.is(await click(mod, 'Reopen'), 'The ticket is open again.');
  await shows(channel, 'Open');
  guild.changeMember(ben.id, { roles: [role] });
  await live.until(() => ben.sees(channel));
  // A linked account uses its own rights, whatever its role.
  assert.match(await click(ben, 'Close'), /There is no such ticket for you/u);
  const kinds = (await entries(ticket)).flatMap(({ by, what }) =>
    what.kind === 'status' ? `${what.to} ${by.side} ${by.account}` : [],
  );
  assert.equal(kinds, ['closed player 1', 'open support null']);
  const shown = live.reads(channel).filter(({ content }) => content.includes('right'));
  assert.equal(shown, [], 'nothing of it stands in the channel');
});

test("[K89] a guest who would be assigned is told how to link, and removes anybody's assignment", async () => {
  const { world, guild, links } = live;
  const { ticket, channel } = await opened();
  const mod = live.discord.person('mod');
  mod.joins(guild, [role]);
  await live.until(() => mod.sees(channel));
  const click = (label: string) => answer(mod.clicks(channel, header(channel), label));
  assert.match(await click('Assign to me'), /\/link CODE/u);
  done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
  await live.until(() => JSON.stringify(live.headers(channel)[0]!).includes('account 9'));
  assert.is(await click('Remove assignee'), 'Nobody has the ticket now.');
  links.set('9', mod.id);
  await live.until(() => JSON.stringify(live.headers(channel)[0]!).includes('nobody'));
  assert.is(await click('Assign to me'), 'The ticket is yours.');
  const last = (await entries(ticket)).at(-1)!;
  assert.ok(last.what.kind === 'assigned' && last.what.to.account === '9');
});

test('[K90] the user select adds linked users; of another an error stands in the channel, and who takes part is passed over in silence', async () => {
  const { guild, ben, ana } = live;
  const { ticket, channel } = await opened();
  const mod = live.discord.person('mod');
  const fay = live.discord.person('fay');
  mod.joins(guild, [role]);
  fay.joins(guild);
  await live.until(() => mod.sees(channel));
  const pick = (who: typeof ana, user: string) => who.picks(channel, header(channel), [user]);
  assert.match(await answer(pick(ana, ben.id)), /You do not have the right/u);
  assert.is(await answer(pick(mod, ben.id)), 'The participant was added.');
  await live.until(() => ben.mayWrite(channel));
  const again = pick(mod, ben.id);
  await live.until(() => again.answer?.kind === 'removed');
  const stranger = pick(mod, fay.id);
  await live.until(() => stranger.answer?.kind === 'removed');
  const last = live.reads(channel).at(-1)!;
  assert.match(last.content, new RegExp(`^<@${fay.id}> cannot be added`, 'u'));
  nobodyRung();
  const people = (await entries(ticket)).filter(({ what }) => what.kind === 'participants_added');
  assert.is(people.length, 1);
});

test('[K91] of an archived ticket, View gives a one-time link when it is clicked, and Reopen opens it as a player', async () => {
  const { world, guild, ana } = live;
  const { ticket, channel } = await opened();
  done(await world.do(world.staff, ticket, { kind: 'close' }));
  done(await world.do(world.staff, ticket, { kind: 'archive' }));
  const dm = await live.until(() => ana.dms[0]);
  await live.until(() => !guild.channels.has(channel));
  const view = await answer(ana.clicks(dm.channel_id, dm.id, 'View'));
  assert.ok(view.endsWith(`https://help.example.org/#link=secret-of-1&to=${ticket}`), view);
  world.rights.set('1', ['tickets.view']);
  assert.match(
    await answer(ana.clicks(dm.channel_id, dm.id, 'Reopen')),
    /You do not have the right/u,
  );
  world.rights.set('1', ['tickets.view', 'tickets.send_message']);
  assert.is(await answer(ana.clicks(dm.channel_id, dm.id, 'Reopen')), 'The ticket is open again.');
  assert.is((await entries(ticket)).at(-1)!.by.side, 'player');
  await live.settled('My horse is gone');
  live.links.delete('1');
  assert.match(await answer(ana.clicks(dm.channel_id, dm.id, 'View')), /\/link CODE/u);
});

test('[K92] a code that somebody types links them at once; after five tries they wait ten minutes', async () => {
  const { discord, guild, world, codes } = live;
  const gil = discord.person('gil');
  gil.joins(guild);
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  world.rights.set('3', ['tickets.view', 'tickets.send_message', 'tickets.create']);
  codes.set('3', 'K0D1-ABCD');
  const link = (code: string) => answer(gil.commands(hall, 'link', { code }));
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
  assert.match(await answer(ana.commands(hall, 'ticket list')), /no active ticket/u);
  const one = await opened('My *horse* is gone @everyone', 'is gone');
  const two = await live.world.opened(live.world.player, 'And my dog');
  await live.settled('And my dog', 1);
  const list = await answer(ana.commands(hall, 'ticket list'));
  const lines = list.split('\n');
  assert.is(lines.length, 2);
  assert.ok(list.includes(`**#${one.number}** My \\*horse\\* is gone`), list);
  assert.ok(list.includes(`<#${one.channel}>`));
  assert.match(await answer(ana.commands(hall, 'ticket close')), /in the channel of a ticket/u);
  assert.is(await answer(ana.commands(one.channel, 'ticket close')), 'The ticket is closed.');
  assert.is(
    await answer(ana.commands(hall, 'ticket close', { number: `#${two.number}` })),
    'The ticket is closed.',
  );
  assert.match(
    await answer(ana.commands(hall, 'ticket close', { number: '999' })),
    /There is no such ticket for you/u,
  );
  const fay = discord.person('fay');
  fay.joins(guild);
  assert.match(await answer(fay.commands(hall, 'ticket list')), /\/link CODE/u);
  nobodyRung();
});

test('[K94] a member opens a ticket by command and form, and gets back what is refused', async () => {
  const { discord, guild, ana, world } = live;
  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  await live.until(() => discord.world.commands.get(guild.id));
  const asked = ana.commands(hall, 'ticket new', { category: 'Bug' });
  await live.until(() => asked.modal);
  const filled = { Subject: 'Stuck', 'What is the matter?': 'I am in a wall' };
  assert.match(await answer(ana.submits(asked, filled)), /Your ticket has the number 1/u);
  const channel = await live.settled('I am in a wall');
  assert.is(channel.name, '🔴-ticket-stuck');
  assert.ok(ana.mayWrite(channel.id));
  world.playerSettings = { ...world.playerSettings, tickets_open_max: 1 };
  const full = await answer(ana.submits(asked, filled));
  assert.match(full, /as many open tickets as you may.*Open: .*1.*I am in a wall$/su);
  world.rights.set('1', ['tickets.view']);
  const refused = await answer(ana.submits(asked, filled));
  assert.match(refused, /You do not have the right/u);
  assert.ok(refused.endsWith('I am in a wall'));
  const fay = discord.person('fay');
  fay.joins(guild);
  assert.match(await answer(fay.commands(hall, 'ticket new', { category: 'Bug' })), /\/link CODE/u);
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
  assert.match(await answer(ana.submits(asked, filled)), /Your ticket has the number 1/u);
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
    answer(ana.commands(hall, 'ticket new', { category }));
  const horses = await answered('horses');
  assert.match(horses, /no category named horses\. .*: Lost horses, Pets and horses\.$/u);
  assert.match(await answered('my wild horses'), /: Lost horses, Pets and horses\.$/u);
  assert.match(await answered('**@everyone**'), /named \\\*\\\*.*: Area 1, Area 2, .*Area 10\.$/u);
  assert.match(await answered('x'.repeat(6_000)), /named x{10,60}….*: Area 1, /u);
  assert.match(await answered('ar'), /: Area 1, .*Area 10\.$/u);
  nobodyRung();
  // A category that was suggested a moment ago may be gone.
  live.categories = ['Question', ...manyCategories.slice(0, 33)];
  assert.match(await answered('Lost horses'), /no category named Lost horses/u);
  const taken = ana.commands(hall, 'ticket new', { category: 'area 7' });
  await live.until(() => taken.modal);
});

test('[K96] nothing that people write or are called rings anybody, breaks markup or leaves a refused request', async () => {
  const { world, ana, guild } = live;
  const { ticket, channel } = await opened();
  const texts = naughty.filter((text) => text.trim() !== '' && text.length < 1_800).slice(0, 60);
  for (const text of texts) {
    try {
      ana.writes(channel, text);
    } catch {
      // Discord refuses it.
    }
  }
  ana.writes(channel, 'the end');
  await heard(ticket, 'the end');
  const mod = live.discord.person('@everyone <@&1> `*_ ~~');
  mod.joins(guild, [role]);
  await live.until(() => mod.sees(channel));
  mod.writes(channel, '@everyone');
  assert.match((await heard(ticket, '@everyone')).at(-1)!, /support null @everyone/u);
  for (const name of ['@everyone', '```', '[x](http://y)', '\u202e']) {
    world.names.set('9', name);
    done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
    await live.until(() => assignee(channel) !== 'nobody');
    assert.is(
      typeof (await answer(mod.clicks(channel, header(channel), 'Remove assignee'))),
      'string',
    );
    await told(async () =>
      (await entries(ticket)).at(-1)!.what.kind === 'released' ? true : undefined,
    );
    await live.until(() => assignee(channel) === 'nobody');
  }
  nobodyRung();
  assert.equal(
    live.logged.filter((line) => line.includes('content_refused')),
    [],
  );
});
