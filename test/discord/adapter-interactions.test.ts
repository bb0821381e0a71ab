import type { Person } from '../support/discord/person.ts';
import { assert, suite } from '../support/suite.ts';
import { AdapterStage, done, refused } from './adapter-stage.ts';

const test = suite('discord adapter: interactions');
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

test('[K130] a button is told with who clicked it, and answered for them alone', async () => {
  const { discord } = on;
  const role = on.guild.addRole('support').id;
  const bob = member('bob', [role]);
  const channel = await on.makeChannel();
  done(await on.port.setOverwrite(channel, { target: bob.id, of: 'member', level: 'write' }));
  const { message } = done(
    await on.port.send(channel, {
      content: 'header',
      rows: [
        {
          kind: 'buttons',
          buttons: [
            { kind: 'action', id: 'close 7', label: 'Close', style: 'primary', disabled: false },
          ],
        },
        { kind: 'user_select', id: 'add 7', placeholder: 'Add somebody', disabled: false },
      ],
    }),
  );
  const asked = bob.clicks(channel, message, 'Close');
  const { interaction } = await on.hear('interaction');
  assert.equal(interaction, {
    id: asked.id,
    token: asked.token,
    user: bob.id,
    userName: 'bob',
    roles: [role],
    guild: on.guild.id,
    channel,
    kind: 'button',
    component: 'close 7',
  });
  done(await on.port.defer(interaction));
  refused(await on.port.defer(interaction), 'interaction_over');
  done(await on.port.answer(interaction, { content: 'closed' }));
  assert.is(asked.reads!.content, 'closed');
  assert.is(bob.reads(channel).length, 1);

  const from = on.events.length;
  const picked = bob.picks(channel, message, [bob.id]);
  const select = (await on.hear('interaction', from)).interaction;
  assert.ok(select.kind === 'user_select');
  assert.equal(select.users, [bob.id]);
  done(await on.port.defer(select));
  done(await on.port.dismiss(select));
  assert.equal(picked.answer, { kind: 'removed' });

  bob.clicks(channel, message, 'Close');
  const late = (await on.hear('interaction', from + 1)).interaction;
  discord.world.clock.move(3_001);
  refused(await on.port.defer(late), 'interaction_over');
  discord.world.clock.move(900_000);
  refused(await on.port.answer(interaction, { content: 'too late' }), 'interaction_over');
});

test('[K131] commands are set, used with their options, and may show a modal that comes back filled in', async () => {
  const { guild } = on;
  const bob = member('bob');
  const code = { name: 'code', description: 'Your code', required: true, choices: [] };
  const sub = (name: string) => ({ name, description: `To ${name} it`, options: [] });
  const kind = { name: 'category', description: 'Of what', required: false, choices: ['Bug'] };
  const fresh = { name: 'new', description: 'A new one', options: [kind] };
  done(
    await on.port.setCommands(guild.id, [
      { name: 'link', description: 'Link your account', options: [code], subs: [] },
      { name: 'ticket', description: 'Tickets', options: [], subs: [sub('close'), fresh] },
    ]),
  );
  const channel = await on.makeChannel();
  done(await on.port.setOverwrite(channel, { target: bob.id, of: 'member', level: 'write' }));
  bob.commands(channel, 'link', { code: 'ABC-123' });
  const link = (await on.hear('interaction')).interaction;
  assert.ok(link.kind === 'command');
  assert.equal([link.name, link.sub, link.options], ['link', null, { code: 'ABC-123' }]);

  let from = on.events.length;
  const asked = bob.commands(channel, 'ticket new', { category: 'Bug' });
  const command = (await on.hear('interaction', from)).interaction;
  assert.ok(command.kind === 'command');
  assert.equal(
    [command.name, command.sub, command.options],
    ['ticket', 'new', { category: 'Bug' }],
  );
  const text = { id: 'text', label: 'What is it?', long: true, required: true, chars_max: 100 };
  const subject = { id: 'subject', label: 'Subject', long: false, required: false, chars_max: 50 };
  const fields = [text, { ...subject, value: 'Bug' }];
  done(await on.port.showModal(command, { id: 'new', title: 'A new ticket', fields }));
  from = on.events.length;
  const submitted = bob.submits(asked, { 'What is it?': 'my horse' });
  const modal = (await on.hear('interaction', from)).interaction;
  assert.ok(modal.kind === 'modal');
  assert.equal([modal.modal, modal.fields], ['new', { text: 'my horse', subject: 'Bug' }]);
  done(await on.port.defer(modal));
  done(await on.port.answer(modal, { content: 'opened' }));
  assert.is(submitted.reads!.content, 'opened');
});

test('[K132] a button under a direct message comes with its user, and no guild', async () => {
  const bob = member('bob');
  const { channel } = done(await on.port.openDm(bob.id));
  const { message } = done(
    await on.port.send(channel, {
      content: 'Ticket 7 was archived.',
      rows: [
        {
          kind: 'buttons',
          buttons: [
            { kind: 'action', id: 'reopen 7', label: 'Reopen', style: 'primary', disabled: false },
          ],
        },
      ],
    }),
  );
  bob.clicks(channel, message, 'Reopen');
  const { interaction } = await on.hear('interaction');
  assert.equal(
    [interaction.user, interaction.userName, interaction.guild, interaction.channel],
    [bob.id, 'bob', null, channel],
  );
  assert.equal(interaction.roles, []);
});

test('[K133] an answer that is lost on the way is given again at once', async () => {
  const { discord, guild } = on;
  const bob = member('bob');
  const link = { name: 'link', description: 'Link your account', options: [], subs: [] };
  done(await on.port.setCommands(guild.id, [link]));
  const channel = discord.owner(guild).makesChannel(guild, 'hall').id;
  for (const kind of ['lost', 'answer_lost'] as const) {
    discord.rest.faults.plan('POST /interactions/:id/:token/callback', { kind });
    const from = on.events.length;
    const asked = bob.commands(channel, 'link');
    const { interaction } = await on.hear('interaction', from);
    done(await on.port.defer(interaction));
    assert.is(asked.answer?.kind, 'thinking');
  }
});
