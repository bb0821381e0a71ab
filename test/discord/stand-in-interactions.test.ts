import { MessageFlags } from 'discord-api-types/v10';
import { Discord } from '../support/discord/discord.ts';
import type { Asked } from '../support/discord/asked.ts';
import type { Person } from '../support/discord/person.ts';
import { assert, suite } from '../support/suite.ts';
import { hidden, type Stage, stage } from './raw-client.ts';

const test = suite('stand-in: interactions');
let on: Stage;
let channel: string;
let header: string;
let bob: Person;

test.before.each(async () => {
  on = stage(await Discord.start());
  channel = on.discord.owner(on.guild).makesChannel(on.guild, 'ticket').id;
  bob = on.discord.person('bob');
  bob.joins(on.guild);
  const button = (label: string, more: object = {}): object => ({
    type: 2,
    style: 1,
    custom_id: label.toLowerCase(),
    label,
    ...more,
  });
  const components = [
    { type: 1, components: [button('Close'), button('Archive', { disabled: true })] },
    { type: 1, components: [{ type: 5, custom_id: 'add' }] },
  ];
  header = (
    await on.raw.done('POST', `/channels/${channel}/messages`, { content: 'x', components })
  ).id;
});
test.after.each(() => on.discord.stop());

const first = (asked: Asked): string => `/interactions/${asked.id}/${asked.token}/callback`;
const original = (asked: Asked): string =>
  `/webhooks/${on.discord.world.application}/${asked.token}/messages/@original`;
const thinkAlone = { type: 5, data: { flags: MessageFlags.Ephemeral } };

test('[Z36] an interaction is answered within three seconds, and once', async () => {
  const { discord, raw } = on;
  const late = bob.clicks(channel, header, 'Close');
  discord.world.clock.move(3_001);
  await raw.refused(10062, 'POST', first(late), { type: 6 });
  const asked = bob.clicks(channel, header, 'Close');
  await raw.done('POST', first(asked), { type: 6 });
  await raw.refused(40060, 'POST', first(asked), { type: 6 });
  await raw.refused(10062, 'POST', `/interactions/${asked.id}/other-token/callback`, { type: 6 });
});

test('[Z37] what thinks is edited for a quarter of an hour, without the token of the bot', async () => {
  const { discord, raw } = on;
  raw.token = 'none';
  const asked = bob.clicks(channel, header, 'Close');
  await raw.refused(10015, 'PATCH', original(asked), { content: 'too early' });
  await raw.done('POST', first(asked), thinkAlone);
  await raw.done('PATCH', original(asked).replace('@', '%40'), { content: 'closed' });
  assert.is(asked.reads!.content, 'closed');
  discord.world.clock.move(900_001);
  await raw.refused(50027, 'PATCH', original(asked), { content: 'too late' });
});

test('[Z99] what thinks is taken away without a word, once', async () => {
  const { raw } = on;
  const asked = bob.clicks(channel, header, 'Close');
  await raw.refused(10008, 'DELETE', original(asked));
  await raw.done('POST', first(asked), thinkAlone);
  await raw.done('DELETE', original(asked));
  assert.equal(asked.answer, { kind: 'removed' });
  assert.is(asked.reads, undefined);
  await raw.refused(10008, 'DELETE', original(asked));
  await raw.refused(10008, 'PATCH', original(asked), { content: 'too late' });
});

test('[Z38] an answer is for the asker alone only where it said so from the start', async () => {
  const { discord, guild, raw } = on;
  const texts = (): string[] =>
    discord
      .owner(guild)
      .reads(channel)
      .map((m) => m.content);
  const alone = bob.clicks(channel, header, 'Close');
  await raw.done('POST', first(alone), thinkAlone);
  await raw.done('PATCH', original(alone), { content: 'only you' });
  assert.equal(texts(), ['x']);
  const loud = bob.clicks(channel, header, 'Close');
  await raw.done('POST', first(loud), { type: 5 });
  assert.equal(texts(), ['x', '']);
  await raw.done('PATCH', original(loud), { content: 'all', flags: MessageFlags.Ephemeral });
  assert.equal(texts(), ['x', 'all']);
  const webhook = `/webhooks/${discord.world.application}/${alone.token}`;
  await raw.done('POST', webhook, { content: 'also you', flags: MessageFlags.Ephemeral });
  await raw.done('POST', webhook, { content: 'also all' });
  assert.equal(texts(), ['x', 'all', 'also all']);
  assert.equal(
    alone.followUps.map((message) => message.content),
    ['also you', 'also all'],
  );
});

test('[Z39] nobody clicks what is disabled, not there, or in a channel they do not see', async () => {
  const { discord, guild, raw } = on;
  assert.throws(() => bob.clicks(channel, header, 'Archive'), /disabled/u);
  assert.throws(() => bob.clicks(channel, header, 'Reopen'), /no such control/u);
  const { id } = await raw.done('POST', `/guilds/${guild.id}/channels`, {
    name: 'private',
    permission_overwrites: hidden(discord, guild),
  });
  assert.throws(() => bob.clicks(id, header, 'Close'), /Missing Access/u);
});

test('[Z40] a select gives the users that were picked', async () => {
  const asked = bob.picks(channel, header, [bob.id]);
  assert.match(JSON.stringify(asked.payload.data), new RegExp(`"values":\\["${bob.id}"\\]`, 'u'));
  await on.raw.done('POST', first(asked), { type: 4, data: { content: 'added' } });
  assert.is(asked.reads!.content, 'added');
});

test('[Z41] commands are checked when they are set, and used with the options they have', async () => {
  const { discord, guild, raw } = on;
  const path = `/applications/${discord.world.application}/guilds/${guild.id}/commands`;
  const code = { type: 3, name: 'code', description: 'The code', required: true };
  const link = { name: 'link', description: 'Link an account', options: [code] };
  const close = { type: 1, name: 'close', description: 'Close it' };
  const ticket = { name: 'ticket', description: 'Tickets', options: [close] };
  await raw.done('PUT', path, [link, ticket]);
  const asked = bob.commands(channel, 'link', { code: 'ABC' });
  assert.match(JSON.stringify(asked.payload.data), /"name":"code","type":3,"value":"ABC"/u);
  assert.match(JSON.stringify(bob.commands(channel, 'ticket close').payload.data), /"close"/u);
  assert.throws(() => bob.commands(channel, 'link'), /code is required/u);
  assert.throws(() => bob.commands(channel, 'ticket open'), /no command/u);
  await raw.refused(50035, 'PUT', path, [{ ...link, name: 'Link' }], /INVALID_NAME/u);
  await raw.refused(50035, 'PUT', path, [{ ...link, description: '' }], /description/u);
  await raw.refused(50035, 'PUT', path, [link, link], /DUPLICATE_NAME/u);
  const optional = { ...code, name: 'first', required: false };
  const swapped = [{ ...link, options: [optional, code] }];
  await raw.refused(50035, 'PUT', path, swapped, /REQUIRED_INVALID/u);
});

test('[Z42] a modal has a title and fields within bounds, and none answers a modal', async () => {
  const { raw } = on;
  const modal = (field: object = {}, title = 'New ticket'): object => ({
    type: 9,
    data: {
      custom_id: 'new',
      title,
      components: [
        {
          type: 1,
          components: [
            { type: 4, custom_id: 'text', style: 2, label: 'Text', max_length: 5, ...field },
          ],
        },
      ],
    },
  });
  const asked = bob.clicks(channel, header, 'Close');
  await raw.refused(50035, 'POST', first(asked), modal({}, 'x'.repeat(46)), /title/u);
  await raw.refused(50035, 'POST', first(asked), modal({ label: 'x'.repeat(46) }), /label/u);
  await raw.refused(50035, 'POST', first(asked), modal({ max_length: 4_001 }), /max_length/u);
  await raw.done('POST', first(asked), modal());
  assert.throws(() => bob.submits(asked, {}), /must be filled in/u);
  assert.throws(() => bob.submits(asked, { Text: 'too long' }), /too long/u);
  const submitted = bob.submits(asked, { Text: 'help' });
  assert.match(JSON.stringify(submitted.payload.data), /"custom_id":"text","value":"help"/u);
  await raw.refused(50035, 'POST', first(submitted), modal(), /type/u);
});

test('[Z105] what is offered as somebody types is asked for and answered alone, 25 at most', async () => {
  const { discord, guild, raw } = on;
  const path = `/applications/${discord.world.application}/guilds/${guild.id}/commands`;
  const choices = (count: number): object[] =>
    Array.from({ length: count }, (_, i) => ({ name: `Choice ${i}`, value: `${i}` }));
  const about = { type: 3, name: 'about', description: 'Of what', required: true };
  const command = (option: object): object[] => [
    { name: 'new', description: 'A new one', options: [option] },
  ];
  const both = { ...about, autocomplete: true, choices: choices(1) };
  await raw.refused(50035, 'PUT', path, command(both), /autocomplete/u);
  const flag = { ...about, type: 5, autocomplete: true };
  await raw.refused(50035, 'PUT', path, command(flag), /autocomplete/u);
  await raw.refused(50035, 'PUT', path, command({ ...about, choices: choices(26) }), /choices/u);
  await raw.done('PUT', path, command({ ...about, choices: choices(25) }));
  assert.throws(() => bob.types(channel, 'new', 'about', 'c'), /nothing is offered/u);
  assert.throws(() => bob.commands(channel, 'new', { about: 'Other' }), /cannot be Other/u);
  await raw.done('PUT', path, command({ ...about, autocomplete: true }));
  bob.commands(channel, 'new', { about: 'x'.repeat(6_000) });
  assert.throws(() => bob.commands(channel, 'new', { about: 'x'.repeat(6_001) }), /too long/u);
  const asked = bob.types(channel, 'new', 'about', '');
  assert.match(JSON.stringify(asked.payload.data), /"about","type":3,"value":"","focused":true/u);
  const offer = (given: object[]): object => ({ type: 8, data: { choices: given } });
  await raw.refused(50035, 'POST', first(asked), { type: 5 }, /type/u);
  await raw.refused(50035, 'POST', first(asked), offer(choices(26)), /choices/u);
  const long = { name: 'x'.repeat(101), value: 'x' };
  await raw.refused(50035, 'POST', first(asked), offer([long]), /name/u);
  await raw.done('POST', first(asked), offer(choices(2)));
  assert.equal(asked.suggestions, ['Choice 0', 'Choice 1']);
  await raw.refused(40060, 'POST', first(asked), offer([]));
  const none = bob.types(channel, 'new', 'about', 'x');
  await raw.done('POST', first(none), offer([]));
  assert.equal(none.suggestions, []);
  const late = bob.types(channel, 'new', 'about', 'x');
  discord.world.clock.move(3_001);
  await raw.refused(10062, 'POST', first(late), offer([]));
  const clicked = bob.clicks(channel, header, 'Close');
  await raw.refused(50035, 'POST', first(clicked), offer([]), /type/u);
});
