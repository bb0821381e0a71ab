import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { Discord } from '../support/discord/discord.ts';
import { assert, suite } from '../support/suite.ts';
import { botBits, type Stage, stage } from './raw-client.ts';

const test = suite('stand-in: messages');
let on: Stage;
let channel: string;

test.before.each(async () => {
  on = stage(await Discord.start());
  channel = on.discord.owner(on.guild).makesChannel(on.guild, 'ticket').id;
});
test.after.each(() => on.discord.stop());

const posts = (): string => `/channels/${channel}/messages`;

test('[Z12] a message holds 2000 characters, its embeds 6000 in sum, each part its own bound', async () => {
  const { raw } = on;
  const fits = async (body: object): Promise<void> => void (await raw.done('POST', posts(), body));
  const not = async (body: object, where: RegExp): Promise<void> => {
    await raw.refused(50035, 'POST', posts(), body, where);
  };
  await fits({ content: '🔴'.repeat(2_000) });
  await not({ content: 'x'.repeat(2_001) }, /content.*BASE_TYPE_MAX_LENGTH/u);
  const embed = (part: object): object => ({ embeds: [part] });
  await fits(embed({ title: 'x'.repeat(256), description: 'x'.repeat(4_096) }));
  await not(embed({ title: 'x'.repeat(257) }), /title/u);
  await not(embed({ description: 'x'.repeat(4_097) }), /description/u);
  await not(embed({ footer: { text: 'x'.repeat(2_049) } }), /footer/u);
  await not(embed({ author: { name: 'x'.repeat(257) } }), /author/u);
  const field = (name: string, value: string): object => embed({ fields: [{ name, value }] });
  await fits(field('x'.repeat(256), 'x'.repeat(1_024)));
  await not(field('', 'x'), /fields.*name/u);
  await not(field('x', 'x'.repeat(1_025)), /fields.*value/u);
  await not(
    embed({ fields: Array.from({ length: 26 }, () => ({ name: 'x', value: 'x' })) }),
    /fields/u,
  );
  const long = { description: 'x'.repeat(3_001) };
  await not({ embeds: [long, long] }, /MAX_EMBED_SIZE_EXCEEDED/u);
});

test('[Z13] a row holds five buttons or one select, and custom ids have 1 to 100 characters and differ', async () => {
  const { raw } = on;
  const button = (custom_id: string, more: object = {}): object => ({
    type: 2,
    style: 1,
    label: 'Close',
    custom_id,
    ...more,
  });
  const select = { type: 5, custom_id: 'who' };
  const send = (...rows: object[][]): object => ({
    content: 'x',
    components: rows.map((components) => ({ type: 1, components })),
  });
  const five = ['a', 'b', 'c', 'd', 'e'].map((id) => button(id));
  await raw.done('POST', posts(), send(five, [select]));
  await raw.done('POST', posts(), send([button('x'.repeat(100))]));
  const not = async (body: object, where: RegExp): Promise<void> => {
    await raw.refused(50035, 'POST', posts(), body, where);
  };
  await not(send([...five, button('f')]), /BASE_TYPE_BAD_LENGTH/u);
  await not(send([select, button('a')]), /COMPONENT_LAYOUT_WIDTH_EXCEEDED/u);
  await not(send([button('x'.repeat(101))]), /custom_id/u);
  await not(send([button('')]), /custom_id/u);
  await not(send([button('a'), button('a')]), /COMPONENT_CUSTOM_ID_DUPLICATED/u);
  await not(send([button('a', { label: 'x'.repeat(81) })]), /label/u);
  await not(send([button('a', { label: undefined })]), /LABEL_REQUIRED/u);
  await not(send([button('a', { style: 5 })]), /url/u);
  await not(
    send(...Array.from({ length: 6 }, (_, i) => [{ ...select, custom_id: `${i}` }])),
    /components/u,
  );
  await not(send([]), /components/u);
});

test('[Z14] an empty message is refused, and so is an edit that would leave nothing', async () => {
  const { raw } = on;
  await raw.refused(50006, 'POST', posts(), { content: ' ' });
  const { id } = await raw.done('POST', posts(), { content: 'hello' });
  await raw.refused(50006, 'PATCH', `${posts()}/${id}`, { content: '' });
});

test('[Z15] writing, embedding and attaching each need their permission', async () => {
  const { discord, raw } = on;
  const without = (bit: bigint): string => {
    const { guild } = stage(discord, botBits & ~bit);
    guild.changeRole(guild.id, { permissions: Bit.ViewChannel.toString() });
    return `/channels/${discord.owner(guild).makesChannel(guild, 'ticket').id}/messages`;
  };
  const embeds = [{ title: 'x' }];
  await raw.refused(50013, 'POST', without(Bit.SendMessages), { content: 'x' });
  await raw.refused(50013, 'POST', without(Bit.EmbedLinks), { embeds });
  const form = new FormData();
  form.set('payload_json', JSON.stringify({ content: 'x' }));
  form.set('files[0]', new Blob(['x']), 'x.txt');
  await raw.refused(50013, 'POST', without(Bit.AttachFiles), form);
});

test('[Z16] a nonce that is enforced makes one message of two for some minutes', async () => {
  const { discord, raw } = on;
  const body = { content: 'once', nonce: 'ticket-7-12', enforce_nonce: true };
  const first = await raw.done('POST', posts(), body);
  const second = await raw.done('POST', posts(), { ...body, content: 'again' });
  assert.is(second.id, first.id);
  assert.is(second.content, 'once');
  await raw.done('POST', posts(), { ...body, enforce_nonce: false });
  discord.world.clock.move(discord.world.settings.nonce_kept_ms + 1);
  assert.not.equal((await raw.done('POST', posts(), body)).id, first.id);
  await raw.refused(50035, 'POST', posts(), { ...body, nonce: 'x'.repeat(26) }, /nonce/u);
});

test('[Z17] whom a message rings is recorded, on edits too, and nobody where nothing may be parsed', async () => {
  const { discord, guild, raw } = stage(on.discord, botBits | Bit.MentionEveryone);
  const bob = discord.person('bob');
  bob.joins(guild);
  const role = guild.addRole('support');
  const path = `/channels/${discord.owner(guild).makesChannel(guild, 'loud').id}/messages`;
  const content = `@everyone <@${bob.id}> <@&${role.id}>`;
  const silent = { allowed_mentions: { parse: [] } };
  const { id } = await raw.done('POST', path, { content, ...silent });
  await raw.done('PATCH', `${path}/${id}`, { content: `${content}!`, ...silent });
  assert.equal(discord.world.pings, []);
  await raw.done('PATCH', `${path}/${id}`, { content });
  const whom = (): string[] => discord.world.pings.map((ping) => ping.whom);
  assert.equal(whom(), [bob.id, role.id, 'everyone']);
  await raw.done('POST', path, { content, allowed_mentions: { parse: [], users: [bob.id] } });
  assert.equal(whom().slice(3), [bob.id]);
  const both = { parse: ['users'], users: [bob.id] };
  await raw.refused(50035, 'POST', path, { content, allowed_mentions: both }, /EXCLUSIVE/u);
});

test("[Z18] nobody edits another's message, and deleting it needs the permission", async () => {
  const { discord, guild, raw } = on;
  const bob = discord.person('bob');
  bob.joins(guild);
  const his = bob.writes(channel, 'mine');
  await raw.refused(50005, 'PATCH', `${posts()}/${his}`, { content: 'yours' });
  const { id } = await raw.done('POST', posts(), { content: 'by the bot' });
  assert.throws(() => bob.deletes(channel, id), /Missing Permissions/u);
  await raw.done('DELETE', `${posts()}/${his}`);
  await raw.refused(10008, 'DELETE', `${posts()}/${his}`);
  await raw.refused(10008, 'PATCH', `${posts()}/${his}`, { content: 'x' });
});

test('[Z19] history comes newest first: with after what follows it, with before what precedes it', async () => {
  const { discord, guild, raw } = on;
  const owner = discord.owner(guild);
  const ids = Array.from({ length: 7 }, (_, i) => owner.writes(channel, `${i}`));
  const read = async (query: string): Promise<string> => {
    const messages = await raw.done('GET', `${posts()}?${query}`);
    return (messages as unknown as Array<{ content: string }>).map((m) => m.content).join('');
  };
  assert.is(await read('limit=3'), '654');
  assert.is(await read(`limit=3&after=${ids[1]}`), '432');
  assert.is(await read(`limit=3&before=${ids[4]}`), '321');
  await raw.refused(50035, 'GET', `${posts()}?limit=101`);
  guild.changeRole(guild.id, { permissions: Bit.ViewChannel.toString() });
  const bare = stage(discord, Bit.ViewChannel);
  bare.guild.changeRole(bare.guild.id, { permissions: '0' });
  const { id } = discord.owner(bare.guild).makesChannel(bare.guild, 'ticket');
  discord.owner(bare.guild).writes(id, 'unread');
  assert.equal(await raw.done('GET', `/channels/${id}/messages`), []);
});

test("[Z20] a file's address ends after a day; whoever reads the message again gets a fresh one", async () => {
  const { discord, guild, raw } = on;
  const bytes = new TextEncoder().encode('a picture');
  const file = { name: 'my horse.png', type: 'image/png', bytes };
  const id = discord.owner(guild).writes(channel, 'look', { files: [file] });
  const addressOf = async (): Promise<string> => {
    const message = await raw.done('GET', `${posts()}/${id}`);
    return (message.attachments as Array<{ url: string }>)[0]!.url;
  };
  const url = await addressOf();
  assert.is(await (await fetch(url)).text(), 'a picture');
  discord.world.clock.move(86_400_001);
  assert.is((await fetch(url)).status, 404);
  assert.is((await fetch(await addressOf())).status, 200);
});

test('[Z21] a reply names a message that there is, unless it may fail', async () => {
  const { discord, raw } = on;
  const gone = { message_id: discord.world.ids.next() };
  const reply = { content: 'x', message_reference: gone };
  await raw.refused(50035, 'POST', posts(), reply, /UNKNOWN_MESSAGE/u);
  const may = { ...reply, message_reference: { ...gone, fail_if_not_exists: false } };
  await raw.done('POST', posts(), may);
});

test('[Z22] pins need Pin Messages and not Manage Messages, are 250 at most, and say so in the channel', async () => {
  const { discord, guild, raw } = on;
  const { id } = await raw.done('POST', posts(), { content: 'header' });
  await raw.done('PUT', `${posts()}/pins/${id}`);
  const all = discord.owner(guild).reads(channel);
  assert.equal(
    all.map((message) => [message.type, message.pinned]),
    [
      [0, true],
      [6, false],
    ],
  );
  await raw.done('PUT', `${posts()}/pins/${id}`);
  assert.is(discord.owner(guild).reads(channel).length, 2);
  for (let i = 1; i < 250; i += 1) {
    const one = discord.owner(guild).writes(channel, `${i}`);
    discord.world.messagesOf(channel).get(one)!.pinned = true;
  }
  const more = await raw.done('POST', posts(), { content: 'one more' });
  await raw.refused(30003, 'PUT', `${posts()}/pins/${more.id}`);

  const weak = stage(discord, botBits & ~Bit.PinMessages);
  const place = discord.owner(weak.guild).makesChannel(weak.guild, 'ticket').id;
  const post = await raw.done('POST', `/channels/${place}/messages`, { content: 'header' });
  await raw.refused(50013, 'PUT', `/channels/${place}/messages/pins/${post.id}`);
});

test('[Z61] messages older than an hour are edited a few times an hour only', async () => {
  const { discord, raw } = on;
  const { id } = await raw.done('POST', posts(), { content: 'old' });
  const path = `${posts()}/${id}`;
  discord.world.limits.old_edits_max = 1;
  await raw.done('PATCH', path, { content: 'one' });
  await raw.done('PATCH', path, { content: 'two' });
  discord.world.clock.move(3_600_001);
  await raw.done('PATCH', path, { content: 'three' });
  const { status, body } = await raw.ask('PATCH', path, { content: 'four' });
  assert.equal([status, body.code], [429, 30046]);
  assert.ok(Number(body.retry_after) > 3_590);
  discord.world.clock.move(3_600_001);
  await raw.done('PATCH', path, { content: 'five' });
});

test('[Z63] texts lose the blanks around them, and what has to be there cannot be blank', async () => {
  const { discord, raw } = on;
  const embeds = [
    {
      title: ' a ',
      description: '\n\n',
      fields: [{ name: ' b', value: 'c\n' }],
      footer: { text: ' d' },
    },
  ];
  const { id } = await raw.done('POST', posts(), { content: '  hello\n', embeds });
  const { content, embeds: kept } = discord.world.messagesOf(channel).get(id)!;
  assert.is(content, 'hello');
  const [embed] = kept;
  assert.equal(
    [embed!.title, embed!.description, embed!.fields, embed!.footer],
    ['a', '', [{ name: 'b', value: 'c', inline: false }], { text: 'd' }],
  );
  const blank = { fields: [{ name: ' ', value: 'c' }] };
  await raw.refused(50035, 'POST', posts(), { embeds: [blank] }, /name.*BASE_TYPE_REQUIRED/u);
  const author = { author: { name: '\u2003' } };
  await raw.refused(50035, 'POST', posts(), { embeds: [author] }, /author.*BASE_TYPE_REQUIRED/u);
  await raw.refused(50006, 'POST', posts(), { embeds: [{ description: ' ' }] });
});

test('[Z104] a message is sent on as a copy without who wrote it, and a poll comes with its answers', async () => {
  const { discord, guild, raw } = on;
  const bob = discord.person('bob');
  bob.joins(guild);
  const first = bob.writes(channel, 'look at that');
  bob.forwards(channel, channel, first);
  const poll = { question: 'Which horse?', answers: ['the brown one', 'the other'] };
  bob.writes(channel, '', { poll });
  type Read = {
    content: string;
    type: number;
    message_reference?: object;
    message_snapshots?: Array<{ message: { content: string; author?: object } }>;
    poll?: { question: { text: string }; answers: Array<{ poll_media: { text: string } }> };
  };
  const [asked, sentOn] = (await raw.done('GET', posts())) as unknown as Read[];
  assert.equal([sentOn!.content, sentOn!.type], ['', 0]);
  assert.equal(sentOn!.message_reference, { type: 1, channel_id: channel, message_id: first });
  const [copy] = sentOn!.message_snapshots!;
  assert.equal([copy!.message.content, copy!.message.author], ['look at that', undefined]);
  assert.is(asked!.content, '');
  assert.is(asked!.poll!.question.text, 'Which horse?');
  assert.equal(
    asked!.poll!.answers.map(({ poll_media }) => poll_media.text),
    ['the brown one', 'the other'],
  );
});
