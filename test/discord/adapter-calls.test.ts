import { ChannelType } from 'discord-api-types/v10';
import type { Post } from '../../actors/discord/port/requests.ts';
import type { Person } from '../support/discord/person.ts';
import { assert, suite } from '../support/suite.ts';
import { AdapterStage, done, refused } from './adapter-stage.ts';

const test = suite('discord adapter: calls');
let on: AdapterStage;

test.before.each(async () => {
  on = await AdapterStage.connected();
});
test.after.each(() => on.close());

function member(name: string, roles: string[] = []): Person {
  const person = on.discord.person(name);
  person.joins(on.guild, roles);
  return person;
}

test('[K117] a channel is private from the very call that makes it, in its category and with its topic', async () => {
  const { discord, guild } = on;
  const type = ChannelType.GuildCategory;
  const category = discord.owner(guild).makesChannel(guild, 'Tickets', { type }).id;
  const bob = member('bob');
  const channel = await on.makeChannel({ category });
  assert.equal(discord.world.exposures, []);
  assert.not(bob.sees(channel));
  assert.equal(done(await on.port.channel(channel)), {
    id: channel,
    kind: 'text',
    name: 'ticket-horse',
    topic: 'Ticket 7',
    category,
    overwrites: [
      { target: guild.id, of: 'role', level: 'hidden', view: 'denied' },
      { target: discord.world.bot.id, of: 'member', level: 'manage', view: 'allowed' },
    ],
  });
  done(await on.port.moveChannel(channel, null));
  assert.is(done(await on.port.channel(channel)).category, null);
  done(await on.port.deleteChannel(channel));
  refused(await on.port.channel(channel), 'not_found');
});

test('[K118] each level lets a member do what it says, and one set by hand is none of them', async () => {
  const { discord, guild } = on;
  const support = guild.addRole('support').id;
  const bob = member('bob');
  const eve = member('eve', [support]);
  const channel = await on.makeChannel();
  const set = async (
    target: string,
    of: 'role' | 'member',
    level: 'read' | 'write',
  ): Promise<void> => done(await on.port.setOverwrite(channel, { target, of, level }));
  await set(bob.id, 'member', 'write');
  await set(support, 'role', 'write');
  assert.ok(bob.mayWrite(channel) && eve.mayWrite(channel));
  await set(bob.id, 'member', 'read');
  await set(support, 'role', 'read');
  assert.ok(bob.sees(channel) && !bob.mayWrite(channel));
  assert.ok(eve.sees(channel) && !eve.mayWrite(channel));
  done(await on.port.send(channel, { content: 'the bot writes on' }));
  assert.is(bob.reads(channel).length, 1);
  done(await on.port.removeOverwrite(channel, bob.id));
  refused(await on.port.removeOverwrite(channel, bob.id), 'not_found');
  assert.not(bob.sees(channel));
  const overwrite = { id: bob.id, type: 1, allow: '1024', deny: '0' };
  const { permission_overwrites } = guild.channels.get(channel)!;
  discord.owner(guild).changesChannel(channel, {
    permission_overwrites: [...permission_overwrites!, overwrite],
  });
  const seen = done(await on.port.channel(channel)).overwrites;
  assert.equal(seen.at(-1), { target: bob.id, of: 'member', level: 'other', view: 'allowed' });
  assert.equal(seen.at(-2), { target: support, of: 'role', level: 'read', view: 'allowed' });
});

test('[K120] what is full, refused, not allowed or not there is told apart', async () => {
  const { discord, guild } = on;
  const { port } = on;
  const { settings } = discord.world;
  const type = ChannelType.GuildCategory;
  const category = discord.owner(guild).makesChannel(guild, 'Tickets', { type }).id;
  const make = (more: object) =>
    port.createChannel(guild.id, { name: 'a', topic: '', category: null, overwrites: [], ...more });
  const channel = done(await make({ category })).channel;
  settings.category_channels_max = 1;
  refused(await make({ category }), 'category_full');
  const other = done(await make({})).channel;
  refused(await port.moveChannel(other, category), 'category_full');
  refused(await make({ category: other }), 'not_found');
  refused(await make({ category: discord.world.ids.next() }), 'not_found');
  settings.guild_channels_max = guild.channels.size;
  refused(await make({}), 'guild_full');
  settings.refused_name = /rude/u;
  refused(await make({ name: 'rude' }), 'name_refused');
  refused(await port.renameChannel(channel, 'rude'), 'name_refused');
  const nowhere = discord.world.ids.next();
  refused(await port.send(nowhere, { content: 'x' }), 'not_found');
  refused(await port.edit(channel, nowhere, { content: 'x' }), 'not_found');
  refused(await port.pin(channel, nowhere), 'not_found');
  refused(await port.guild(nowhere), 'not_found');
  const stranger = discord.person('stranger').id;
  const level = 'read' as const;
  refused(await port.setOverwrite(channel, { target: stranger, of: 'member', level }), 'not_found');
  refused(await port.send(channel, { content: 'x'.repeat(2_001) }), 'content_refused');
  const messages = discord.world.messagesOf(channel);
  for (let i = 0; i < 250; i += 1) discord.owner(guild).writes(channel, `${i}`);
  for (const message of messages.values()) message.pinned = true;
  const last = done(await port.send(channel, { content: 'one more' })).message;
  refused(await port.pin(channel, last), 'pins_full');
  while (guild.roles.size < 250) guild.addRole('filler');
  refused(await port.createRole(guild.id, 'ticket-access'), 'roles_full');
  const { roles } = guild.members.get(discord.world.bot.id)!;
  guild.changeRole(roles[0]!, { permissions: '0' });
  refused(await port.deleteChannel(channel), 'missing_permission');
  refused(await port.renameChannel(channel, 'mine'), 'missing_permission');
});

test('[K121] a post comes as it was asked for, and an edit changes what it names', async () => {
  const { discord } = on;
  const channel = await on.makeChannel();
  const post: Post = {
    content: 'Ticket 7',
    embeds: [
      {
        author: 'Bob',
        title: 'My horse',
        description: 'is **gone**',
        color: 0xff_00_00,
        fields: [{ name: 'Status', value: 'open', inline: true }],
        footer: '7-1',
        at: 1_700_000_000_000,
      },
    ],
    rows: [
      {
        kind: 'buttons',
        buttons: [
          { kind: 'action', id: 'close', label: 'Close', style: 'danger', disabled: false },
          { kind: 'link', address: 'https://help.example.org/7', label: 'View' },
        ],
      },
      { kind: 'user_select', id: 'add', placeholder: 'Add somebody', disabled: true },
    ],
  };
  const { message } = done(await on.port.send(channel, post));
  const sent = discord.world.messagesOf(channel).get(message)!;
  const [embed] = sent.embeds;
  assert.is(sent.content, 'Ticket 7');
  assert.equal(
    [embed!.author!.name, embed!.title, embed!.description, embed!.color, embed!.footer!.text],
    ['Bob', 'My horse', 'is **gone**', 0xff_00_00, '7-1'],
  );
  assert.equal(embed!.fields, [{ name: 'Status', value: 'open', inline: true }]);
  assert.is(Date.parse(embed!.timestamp!), 1_700_000_000_000);
  const shown = JSON.stringify(sent.components);
  assert.match(shown, /"style":4,"label":"Close","custom_id":"close","disabled":false/u);
  assert.match(shown, /"style":5,"label":"View","url":"https:\/\/help.example.org\/7"/u);
  assert.match(shown, /"custom_id":"add","placeholder":"Add somebody","disabled":true/u);
  done(await on.port.edit(channel, message, { embeds: [{ title: 'Found' }], rows: [] }));
  const after = discord.world.messagesOf(channel).get(message)!;
  assert.is(after.content, 'Ticket 7');
  assert.is(after.embeds[0]!.title, 'Found');
  assert.equal(after.components, []);
});

test('[K122] nothing that is sent or edited rings anybody, whatever it says', async () => {
  const { discord, guild } = on;
  const { roles } = guild.members.get(discord.world.bot.id)!;
  const bits = BigInt(guild.roles.get(roles[0]!)!.permissions) | (1n << 17n);
  guild.changeRole(roles[0]!, { permissions: bits.toString() });
  const role = guild.addRole('support');
  const bob = member('bob', [role.id]);
  const content = `@everyone @here <@${bob.id}> <@!${bob.id}> <@&${role.id}>`;
  const channel = await on.makeChannel();
  const { message } = done(await on.port.send(channel, { content, nonce: '7-1' }));
  done(await on.port.edit(channel, message, { content: `${content}!` }));
  assert.equal(discord.world.pings, []);
});

test('[K124] messages are read oldest first, before or after one, with what is known of them', async () => {
  const { discord, guild } = on;
  const channel = await on.makeChannel();
  const owner = discord.owner(guild);
  for (let i = 0; i < 6; i += 1) owner.writes(channel, `${i}`);
  const files = [{ name: 'a.txt', type: 'text/plain', bytes: new Uint8Array(3) }];
  owner.writes(channel, '6', { files });
  const embeds = [{ description: 'mirrored', footer: '7-12' }];
  const { message } = done(await on.port.send(channel, { embeds, nonce: '7-12-0' }));
  done(await on.port.pin(channel, message));
  const read = async (range: object): Promise<string> => {
    const found = done(await on.port.messages(channel, { limit: 3, ...range }));
    return found.map(({ content }) => content).join('');
  };
  const all = done(await on.port.messages(channel, { limit: 100 }));
  assert.is(all.length, 9);
  const ids = all.map(({ id }) => id);
  assert.is(await read({ after: ids[1] }), '234');
  assert.is(await read({ before: ids[5] }), '234');
  assert.is(await read({ before: ids[7] }), '456');
  const mirrored = all[7]!;
  const stored = discord.world.messagesOf(channel).get(message)!;
  assert.equal(
    [mirrored.footer, stored.nonce, stored.pinned, mirrored.author.self, mirrored.system],
    ['7-12', '7-12-0', true, true, false],
  );
  assert.is(all[6]!.attachments[0]!.name, 'a.txt');
  assert.ok(all[8]!.system);
});

test('[K125] a direct message goes through one channel; who takes none, and haste, are told apart', async () => {
  const { discord, guild } = on;
  const bob = member('bob');
  const { channel } = done(await on.port.openDm(bob.id));
  assert.is(done(await on.port.openDm(bob.id)).channel, channel);
  done(await on.port.send(channel, { content: 'archived' }));
  assert.is(bob.dms[0]!.content, 'archived');
  bob.closesDms();
  refused(await on.port.send(channel, { content: 'again' }), 'dm_closed');
  bob.opensDms();
  bob.leaves(guild);
  refused(await on.port.send(channel, { content: 'again' }), 'dm_closed');
  discord.world.settings.dm_opens_max = 1;
  const late = await on.port.openDm(member('eve').id);
  refused(late, 'rate_limited');
  refused(await on.port.openDm(discord.world.ids.next()), 'not_found');
});

test('[K126] a role is made without permissions, given and taken; one above the bot is refused', async () => {
  const { guild } = on;
  const bob = member('bob');
  const { role } = done(await on.port.createRole(guild.id, 'ticket-access'));
  assert.is(guild.roles.get(role)!.permissions, '0');
  done(await on.port.giveRole(guild.id, bob.id, role));
  assert.equal(done(await on.port.member(guild.id, bob.id)), {
    user: bob.id,
    name: 'bob',
    roles: [role],
  });
  done(await on.port.takeRole(guild.id, bob.id, role));
  guild.changeRole(role, { position: 5 });
  refused(await on.port.giveRole(guild.id, bob.id, role), 'missing_permission');
  bob.leaves(guild);
  refused(await on.port.giveRole(guild.id, bob.id, role), 'not_found');
  refused(await on.port.member(guild.id, bob.id), 'not_found');
});

test('[K127] a guild is seen with its channels and roles, and with what the bot lacks in it', async () => {
  const { discord, guild } = on;
  const channel = discord.owner(guild).makesChannel(guild, 'hall').id;
  const seen = done(await on.port.guild(guild.id));
  const [own] = guild.members.get(discord.world.bot.id)!.roles;
  assert.equal([seen.id, seen.rolePosition], [guild.id, 1]);
  assert.equal(
    seen.channels.map(({ id }) => id),
    [channel],
  );
  assert.equal(
    seen.roles.map(({ id, managed }) => [id, managed]),
    [
      [guild.id, false],
      [own, true],
    ],
  );
  assert.equal(seen.missingPermissions, []);
  guild.changeRole(own!, { permissions: String(1n << 4n) });
  const { missingPermissions } = done(await on.port.guild(guild.id));
  assert.equal(missingPermissions, ['ManageRoles', 'PinMessages']);
  guild.changeRole(own!, { permissions: String(1n << 3n) });
  assert.equal(done(await on.port.guild(guild.id)).missingPermissions, []);
});

test('[K129] what a refusal says for the log holds nothing that anybody wrote', async () => {
  const channel = await on.makeChannel();
  const outcome = await on.port.send(channel, {
    content: 'my password',
    embeds: [{ description: `secret ${'x'.repeat(4_096)}` }],
  });
  assert.ok(outcome.kind === 'refused');
  assert.is(outcome.detail, '50035 Invalid Form Body, embeds.0.description BASE_TYPE_MAX_LENGTH');
});
