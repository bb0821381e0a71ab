import { limits } from '../../protocol/limits.ts';
import { viewEntry, viewHead, ownNames } from '../../actors/ticket/view.ts';
import { assert, suite } from '../support/suite.ts';
import { at, ImportDesk, line, ms } from './desk.ts';

const test = suite('what an imported ticket becomes');

test('[V90] an imported ticket keeps its times, its state and who wrote what', async () => {
  const desk = await ImportDesk.open();
  const counts = await desk.take([
    line({
      status: 'archived',
      archived: at(60),
      priority: 'high',
      closed_by: { by: 'support', name: 'Vega' },
    }),
  ]);
  assert.is(counts.made, 1);
  const ticket = desk.ticket();
  assert.equal(ticket.life, { status: 'archived', closed: ms(9), archived: ms(60) });
  assert.is(ticket.created, ms(0));
  assert.is(ticket.updated, ms(60));
  assert.equal(ticket.triage, { priority: 'high' });
  assert.is(ticket.subject, 'I am stuck');
  const said = desk
    .history('public')
    .map(({ at: when, by, change }) => [when, by.name, change.type]);
  assert.equal(said, [
    [ms(0), 'ann', 'ticket_opened'],
    [ms(0), 'ann', 'message_posted'],
    [ms(3), 'Vega', 'message_posted'],
    [ms(3), 'Vega', 'work_started'],
    [ms(9), 'Vega', 'ticket_closed'],
    [ms(60), 'Vega', 'ticket_archived'],
  ]);
});

test('[V91] times of an imported ticket never go back, in whatever order its messages come', async () => {
  const desk = await ImportDesk.open();
  const messages = [
    { at: at(5), by: 'player', text: 'third' },
    { at: at(2), by: 'support', text: 'second' },
    { at: at(-9), by: 'player', text: 'before it was opened' },
  ];
  await desk.take([line({ messages, closed: at(1) })]);
  const times = desk.history('support').map((event) => event.at);
  assert.equal(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.is(times[0], ms(0));
  assert.equal(desk.bodies('public'), ['before it was opened', 'second', 'third']);
});

test('[V92] what is internal there is internal here: nothing of it reaches players', async () => {
  const desk = await ImportDesk.open();
  const note = { at: at(20), by: 'support', author: { name: 'Vega' }, internal: true };
  const messages = [...(line()['messages'] as object[]), { ...note, text: 'CANARY' }];
  await desk.take([
    line({ messages, about: 'CANARY', assignee: { name: 'CANARY' } }),
    line({ id: '2' }),
  ]);
  const shown = (id: string) => {
    const ticket = desk.ticket(id);
    const entries = desk
      .history('support', id)
      .flatMap((event) => viewEntry(event, 'public', ownNames) ?? []);
    const { id: _, number: __, ...head } = viewHead(ticket, 'public', ownNames);
    return JSON.stringify({ head, entries });
  };
  assert.is(shown('1'), shown('2'));
  assert.not.match(shown('1'), /CANARY|Imported/u);
  assert.match(desk.bodies('support').join('\n'), /assigned to CANARY[\s\S]*CANARY[\s\S]*CANARY/u);
});

test('[V93] a text that is longer than one message comes as several, and none of it is lost', async () => {
  const desk = await ImportDesk.open();
  const text = Array.from({ length: 6_000 }, (_, i) => `word${i}`).join(' ');
  const subject = 'What a long subject '.repeat(20).trim();
  await desk.take([line({ subject, messages: [{ at: at(0), by: 'player', text }] })]);
  const bodies = desk.bodies('public');
  assert.ok(bodies.length > 5 && bodies.every((body) => body.length <= limits.body_chars_max));
  assert.is(bodies.join(' '), text);
  assert.ok(desk.ticket().subject.endsWith('…'));
  assert.ok(desk.ticket().subject.length <= limits.subject_chars_max);
  assert.match(desk.bodies('support').join('\n'), subject);
});

test('[V94] a ticket that no entry of the log can hold is imported whole', async () => {
  const desk = await ImportDesk.open();
  const messages = Array.from({ length: 300 }, (_, i) => {
    return { at: at(i), by: 'player', text: `${i} ${'ж'.repeat(900)}` };
  });
  await desk.take([line({ messages, closed: at(999) })]);
  assert.is(desk.bodies('public').length, 300);
  assert.is(desk.ticket().life.status, 'closed');
  const again = await desk.take([line({ messages, closed: at(999) })]);
  assert.equal([again.made, again.before, again.grown], [0, 1, 0]);
});

test('[V95] an imported ticket is named by where it came from and its number there, to support alone', async () => {
  const desk = await ImportDesk.open();
  await desk.take([line({ id: 'A-77', about: 'Charged twice.' })]);
  const [, origin] = desk.bodies('support', 'A-77');
  assert.is(origin, 'Imported from there, where it was ticket A-77.\nCharged twice.');
});
