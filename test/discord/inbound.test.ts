import { createRequire } from 'node:module';
import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Live } from './live.ts';
import {
  answer,
  assignee,
  entries,
  header,
  heard,
  nobodyRung,
  opened,
  said,
  told,
} from './inbound-stage.ts';

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

test('[K82] whoever takes part speaks as player, a linked account else by its own rights, and an unlinked member with the support role as support; nothing is mirrored back', async () => {
  const { discord, guild, world, links } = live;
  const { ticket, channel } = await opened(live);
  const cara = discord.person('cara');
  const dan = discord.person('dan');
  cara.joins(guild, [role]);
  dan.joins(guild, [role]);
  links.set('9', dan.id);
  live.ana.writes(channel, 'It was brown');
  assert.match(
    (await heard(live, ticket, 'It was brown')).at(-1)!,
    /^discord player 1 account 1:/u,
  );
  await live.until(() => cara.mayWrite(channel));
  cara.writes(channel, 'I saw one');
  assert.match((await heard(live, ticket, 'I saw one')).at(-1)!, /^discord support null cara:/u);
  dan.writes(channel, 'So did I');
  assert.match((await heard(live, ticket, 'So did I')).at(-1)!, /^discord support 9 account 9:/u);
  // A participant speaks as player, even if they are support too.
  guild.changeMember(live.ana.id, { roles: [role] });
  live.ana.writes(channel, 'Where?');
  assert.match((await heard(live, ticket, 'Where?')).at(-1)!, /^discord player 1 /u);
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['9'] }));
  dan.writes(channel, 'By the mill');
  // Without the rights of a player, they may not read as participant.
  assert.match((await heard(live, ticket, 'By the mill')).at(-1)!, /^discord support 9 /u);
  assert.is(live.said(channel).filter((text) => text.includes('By the mill')).length, 1, 'no echo');
  nobodyRung(live);
});

test('[K83] what others write is not mirrored, and they are told so once, in the channel where they take no messages', async () => {
  const { discord, guild } = live;
  const { ticket, channel } = await opened(live);
  const owner = discord.owner(guild);
  owner.writes(channel, 'Hello, I own this place');
  owner.writes(channel, 'Hello?');
  const [dm] = await live.until(() => owner.dms.length > 0 && owner.dms);
  assert.match(dm!.content, /linked to no account.*\/link CODE/u);
  live.ana.writes(channel, 'I hear you');
  const all = await heard(live, ticket, 'I hear you');
  assert.is(all.length, 2, 'the opening message and this one');
  assert.is(owner.dms.length, 1);

  const admin = discord.person('admin');
  admin.joins(guild, [guild.addRole('Admin', Bit.Administrator).id]);
  admin.closesDms();
  admin.writes(channel, 'And I run it');
  live.move(10_000);
  await live.until(() => live.reads(channel).at(-1)!.content.startsWith(`<@${admin.id}> `));
  nobodyRung(live);
});

test('[K84] emoji, mentions, times, stickers and files of a message are said in words and links', async () => {
  const { discord, guild, ana, ben } = live;
  const { ticket, channel } = await opened(live);
  const fay = discord.person('fay');
  fay.joins(guild);
  ana.writes(
    channel,
    `<:horse:123456789012345678> <@${ben.id}> <@${fay.id}> <@&${role}> <#${channel}> <t:1700000000:R> </ticket list:123456789012345678> *really* <b>`,
  );
  const end = '@role #channel 2023-11-14 22:13 UTC /ticket list *really* <b>';
  assert.match((await heard(live, ticket, end)).at(-1)!, /: :horse: @account 2 @somebody @role/u);
  const bytes = new Uint8Array(2_000);
  const message = ana.writes(channel, 'Look', {
    files: [{ name: 'map.png', bytes, type: 'image/png' }],
  });
  const file = live.reads(channel).find(({ id }) => id === message)!.attachments[0]!.id;
  await heard(
    live,
    ticket,
    `Look\nmap.png (2 kB): https://help.example.org/files/discord/${channel}/${message}/${file}/signed`,
  );
});

test('[K159] replies, messages that were sent on, polls and stickers come in as words', async () => {
  const { discord, guild, ana, world } = live;
  const { ticket, channel } = await opened(live, 'My *horse* is <gone>', 'horse');
  const mirrored = live.reads(channel).find(({ embeds }) => embeds[0]?.author)!.id;
  ana.writes(channel, 'This one', { replyTo: mirrored });
  const [first] = (await heard(live, ticket, 'This one')).slice(-1);
  assert.match(first!, /: \(in answer to: My \*horse\* is <gone>\)\nThis one$/u);
  const own = ana.writes(channel, 'x'.repeat(300));
  const note = live.headers(channel)[0]!.id;
  ana.writes(channel, 'As I said', { replyTo: own });
  const [second] = (await heard(live, ticket, 'As I said')).slice(-1);
  assert.match(second!, /: \(in answer to: x{99}…\)\nAs I said$/u);
  ana.writes(channel, 'The notice', { replyTo: note });
  await heard(live, ticket, '(in answer to another message)\nThe notice');

  const hall = discord.owner(guild).makesChannel(guild, 'hall').id;
  const bytes = new Uint8Array(2_000);
  const files = [{ name: 'map.png', bytes, type: 'image/png' }];
  const elsewhere = ana.writes(hall, 'Seen at the mill', { files });
  ana.forwards(channel, hall, elsewhere);
  const [third] = (await heard(live, ticket, '/signed')).slice(-1);
  assert.match(third!, /: \(forwarded\) Seen at the mill\nmap\.png \(2 kB\): https:/u);
  const poll = { question: 'Which horse?', answers: ['the brown one', 'the other'] };
  ana.writes(channel, '', { poll });
  await heard(live, ticket, ': (poll) Which horse?\n- the brown one\n- the other');
  ana.writes(channel, '', { stickers: [discord.world.ids.next()] });
  await heard(live, ticket, ': (sticker: wave)');
  // The quote is left out if the message would be too long with it.
  world.settings = { ...world.settings, body_chars_max: 20 };
  ana.writes(channel, 'y'.repeat(20), { replyTo: own });
  await heard(live, ticket, `: ${'y'.repeat(20)}`);
});

test('[K160] what is known of a channel that was deleted meanwhile goes, and of no other', async () => {
  const { ana, guild, discord, world } = live;
  const { ticket, channel } = await opened(live, 'My horse');
  const other = await world.opened(world.other, 'My dog');
  await live.settled('My dog', 1);
  ana.writes(channel, 'It was brown');
  await heard(live, ticket, 'It was brown');
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
  const { ticket, channel } = await opened(live);
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
  assert.is((await said(live, ticket)).length, 1);
  // Further messages get no reply for a while.
  for (let i = 0; i < 10; i++) ana.writes(channel, 'y'.repeat(101 + i));
  ana.writes(channel, 'Now');
  await heard(live, ticket, 'Now');
  await live.until(() => {
    live.move(2_000);
    return ana.dms.length === 5;
  });
});

test('[K86] a message that is edited or deleted in Discord is so in the ticket too, which keeps what it said', async () => {
  const { ana } = live;
  const { ticket, channel } = await opened(live);
  const first = ana.writes(channel, 'It was brown');
  await heard(live, ticket, 'It was brown');
  ana.edits(channel, first, 'It was black');
  const edited = await told(live, async () =>
    (await entries(live, ticket)).find(({ what }) => what.kind === 'message_edited'),
  );
  assert.ok(edited.what.kind === 'message_edited');
  assert.is(edited.what.body, 'It was black');
  assert.is(edited.by.account, '1');
  ana.deletes(channel, first);
  const deleted = await told(live, async () =>
    (await entries(live, ticket)).find(({ what }) => what.kind === 'message_deleted'),
  );
  assert.ok(deleted.what.kind === 'message_deleted');
  assert.is(deleted.what.of.seq, edited.what.of.seq);
  assert.is((await said(live, ticket)).length, 2, 'it stands in the history as it was');
});

test('[K87] what is written, edited and deleted while nobody listens is taken in afterwards, in order and once', async () => {
  const { ana } = live;
  const { ticket, channel } = await opened(live);
  const kept = ana.writes(channel, 'message 0');
  const gone = ana.writes(channel, 'message 1');
  await heard(live, ticket, 'message 1');
  await live.disconnect();
  for (let i = 2; i < 140; i++) ana.writes(channel, `message ${i}`);
  ana.edits(channel, kept, 'message 0 again');
  ana.deletes(channel, gone);
  await live.connect();
  ana.writes(channel, 'the last');
  const all = await heard(live, ticket, 'the last');
  const texts = all.slice(1).map((text) => text.split(': ')[1]);
  const expected = Array.from({ length: 140 }, (_, i) => `message ${i}`);
  assert.equal(texts, [...expected, 'the last'].slice(-texts.length));
  const happened = (await entries(live, ticket)).map(({ what }) => what.kind);
  assert.is(happened.length, 100, 'a page of the history');
  const { ticketService, staff } = live.world;
  const early = await ticketService.history(staff, ticket, 'support', { limit: 100, before: 60 });
  assert.ok(early.ok);
  const changes = early.entries.filter(({ what }) => what.kind.startsWith('message_'));
  assert.equal(changes.map(({ what }) => what.kind).toSorted(), [
    'message_deleted',
    'message_edited',
  ]);
});

test('[K96] nothing that people write or are called rings anybody, breaks markup or leaves a refused request', async () => {
  const { world, ana, guild } = live;
  const { ticket, channel } = await opened(live);
  const texts = naughty.filter((text) => text.trim() !== '' && text.length < 1_800).slice(0, 60);
  for (const text of texts) {
    try {
      ana.writes(channel, text);
    } catch {
      // Discord refuses it.
    }
  }
  ana.writes(channel, 'the end');
  await heard(live, ticket, 'the end');
  const mod = live.discord.person('@everyone <@&1> `*_ ~~');
  mod.joins(guild, [role]);
  await live.until(() => mod.sees(channel));
  mod.writes(channel, '@everyone');
  assert.match((await heard(live, ticket, '@everyone')).at(-1)!, /support null @everyone/u);
  for (const name of ['@everyone', '```', '[x](http://y)', '\u202e']) {
    world.names.set('9', name);
    done(await world.do(world.staff, ticket, { kind: 'assign_to_me' }));
    await live.until(() => assignee(live, channel) !== 'nobody');
    assert.is(
      typeof (await answer(live, mod.clicks(channel, header(live, channel), 'Remove assignee'))),
      'string',
    );
    await told(live, async () =>
      (await entries(live, ticket)).at(-1)!.what.kind === 'released' ? true : undefined,
    );
    await live.until(() => assignee(live, channel) === 'nobody');
  }
  nobodyRung(live);
  assert.equal(
    live.logged.filter((line) => line.includes('content_refused')),
    [],
  );
});
