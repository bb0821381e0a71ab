import { isDeepStrictEqual } from 'node:util';
import type { Side } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { ProbeServer } from './probe.ts';

const test = suite('events for scripts', { limit_ms: 60_000 });

let probe: ProbeServer;

test.after.each(async () => {
  await probe?.stop();
});

type Event = Readonly<Record<string, unknown>>;

const names = [
  'ticket_opened',
  'message_posted',
  'note_posted',
  'subject_edited',
  'work_started',
  'status_set',
  'priority_set',
  'ticket_assigned',
  'ticket_released',
  'ticket_closed',
  'ticket_archived',
  'ticket_reopened',
  'participants_added',
  'participant_removed',
];

/** Each event comes back in a form to session 1, under its name. */
const listening = names
  .map((name) => `function on_${name}(e) give(1, '${name}', e) end`)
  .join('\n');

test('[L122] every event of a ticket of the shard comes to its function, in order, with its fields and its audience', async () => {
  probe = await ProbeServer.start([`return help_tickets.submit(s, 'Bug', 'the wall')`], listening);
  await probe.play('s1', 'ana');
  await probe.play('s2', 'bob');
  await probe.begin();
  const { server, shard } = probe;
  await server.account('iris', [], ['moderators']);
  const iris = await server.signIn('iris');
  const heard = (): Event[] =>
    shard.all('show_form').flatMap(({ elements: [first] }) => {
      const [name, event] = JSON.parse(first?.type === 'text' ? first.text : '[]') as [
        string,
        Event,
      ];
      return names.includes(name) ? { name_of: name, ...event } : [];
    });
  const until = async (count: number): Promise<Event[]> => {
    await shard.next(() => heard().length >= count);
    return heard();
  };
  await probe.next('s1');
  const [opened, posted] = await until(2);
  const {
    at,
    sender_account_id,
    sender_character_id,
    account_id,
    participant_account_ids,
    ...rest
  } = opened!;
  assert.type(at, 'number');
  assert.equal([account_id, [account_id]], [sender_account_id, participant_account_ids]);
  assert.type(sender_character_id, 'number');
  assert.equal(rest, {
    name_of: 'ticket_opened',
    ticket_id: 1,
    category: 'Bug',
    subject: 'the wall',
    status: 'open',
    attention: 'needs_attention',
    audience: 'public',
    entry: 1,
    side: 'player',
    name: 'ana the Bold',
    message: 'the wall',
    map_id: 1,
    location: { x: 2, y: 3, z: -4 },
  });
  assert.equal(
    [posted!['name_of'], posted!['message'], posted!['opening']],
    ['message_posted', 'the wall', true],
  );

  const ticket = await probe.ticketId(iris, 1);
  const account = await probe.find(iris, 'bob');
  const commands: Array<[CommandBody, Side?]> = [
    [{ kind: 'post_note', body: 'a secret' }],
    [{ kind: 'post_message', body: 'Which wall?' }],
    [{ kind: 'edit_subject', subject: 'A wall' }],
    [{ kind: 'assign_to_me' }],
    [{ kind: 'unassign' }],
    [{ kind: 'set_status', to: 'open' }],
    [{ kind: 'set_priority', to: 'high' }],
    [{ kind: 'add_participants', accounts: [account] }],
    [{ kind: 'remove_participant', account }],
    [{ kind: 'close' }],
    [{ kind: 'archive' }],
    [{ kind: 'reopen' }],
  ];
  for (const [command, as = 'support'] of commands) {
    const done = await iris.command(command, { ticket, as });
    assert.is(done.t, 'done', JSON.stringify(done));
  }
  const events = (await until(2 + commands.length + 1)).slice(2);
  const brief = events.map(({ name_of, audience, entry, side, name, message, from, to, people }) =>
    JSON.stringify([
      name_of,
      audience,
      entry,
      side,
      name,
      message ?? people ?? to ?? null,
      from ?? null,
    ]),
  );
  const line = (...what: unknown[]): string => JSON.stringify(what);
  assert.equal(brief, [
    line('note_posted', 'support', null, 'support', 'iris', 'a secret', null),
    line('message_posted', 'public', 3, 'support', 'iris', 'Which wall?', null),
    line('work_started', 'public', 4, 'support', 'iris', 'in_progress', 'open'),
    line('subject_edited', 'public', 5, 'support', 'iris', 'A wall', 'the wall'),
    line('ticket_assigned', 'public', 6, 'support', 'iris', 'iris', null),
    line('ticket_released', 'public', 7, 'support', 'iris', null, 'iris'),
    line('status_set', 'public', 8, 'support', 'iris', 'open', 'in_progress'),
    line('priority_set', 'support', null, 'support', 'iris', 'high', 'normal'),
    line('participants_added', 'public', 9, 'support', 'iris', ['bob'], null),
    line('participant_removed', 'public', 10, 'support', 'iris', ['bob'], null),
    line('ticket_closed', 'public', 11, 'support', 'iris', 'closed', 'open'),
    line('ticket_archived', 'public', 12, 'support', 'iris', 'archived', 'closed'),
    line('ticket_reopened', 'public', 13, 'support', 'iris', 'open', 'archived'),
  ]);
  assert.ok(names.every((name) => heard().some((event) => event['name_of'] === name)));
});

test('[L123] scripts hear nothing of the tickets of other shards, nor of those of no shard', async () => {
  probe = await ProbeServer.start([`return 'here'`], listening);
  await probe.play('s1', 'ana');
  await probe.begin();
  const { server, shard } = probe;
  await server.account('iris', [], ['moderators']);
  const iris = await server.signIn('iris');
  const open: CommandBody = { kind: 'open', category: 'Bug', subject: 'of nobody', body: 'x' };
  assert.is((await iris.command(open, { as: 'support' })).t, 'done');
  assert.is(await marsOpens(), 'done');
  assert.equal(await probe.next('s1'), ['here']);
  assert.equal(
    shard.all('show_form').filter(({ elements }) => !isDeepStrictEqual(elements[0], hereForm)),
    [],
  );
});

const hereForm = { type: 'text', x: 0, y: 0, hue: 0, text: '["here"]' };

async function marsOpens(): Promise<string> {
  const mars: Client = await probe.server.shard('mars');
  await mars.ask({ t: 'account', account: 'm', name: 'm' });
  await mars.ask({ t: 'character', account: 'm', character: 'mc', name: 'm' });
  await mars.ask({ t: 'session_opened', session: 'm1', account: 'm', character: 'mc' });
  mars.send({ t: 'sessions_end' });
  const command: CommandBody = { kind: 'open', category: 'Bug', body: 'on mars' };
  return (await mars.command(command, { session: 'm1' })).t;
}
