import type { HandlerOutcome } from '../../actors/shard/script/messages.ts';
import { shardLimits } from '../../actors/shard/shard-limits.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';
import { form, shown, answerOf, told, byHand } from './intake-stage.ts';
import { playing } from './playing.ts';

const test = suite('answers to forms');

test('[S16] an answer that comes again while it is handled has the outcome of the first', async () => {
  const { world, shard, forms } = await shown();
  const handler = byHand<HandlerOutcome>();
  world.answered = () => handler.promise;
  shard.say(answerOf('a1', forms[0]!));
  shard.say(answerOf('a1', forms[0]!));
  await settle();
  assert.is(told(shard, 'done')?.startsWith('a'), false);
  handler.give({ kind: 'unavailable' });
  await settle();
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [
      ['a1', 'help_unavailable'],
      ['a1', 'help_unavailable'],
    ],
  );
  assert.is(world.script.filter((line) => line.startsWith('answer')).length, 1);
});

test('[S17] two forms of one kind before a player are both answered', async () => {
  const { world, shard, forms } = await shown(2);
  for (const [i, id] of forms.entries()) shard.say(answerOf(`a${i}`, id));
  await settle();
  assert.equal(shard.all('refused'), []);
  assert.is(world.script.filter((line) => line.startsWith('answer')).length, 2);
});

test('[L75] only the newest forms of a session can be answered', async () => {
  const { shard, forms } = await shown(shardLimits.forms_per_session_max + 1);
  for (const [i, id] of forms.entries()) shard.say(answerOf(`a${i}`, id));
  await settle();
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [['a0', 'form_unknown']],
  );
});

test('[L43] the open forms of a session that ended are forgotten', async () => {
  const { shard, forms } = await shown();
  shard.say({ t: 'session_closed', id: 'x', session: 's1' });
  shard.play('s1', 'ana');
  await settle();
  shard.say(answerOf('a1', forms[0]!));
  await settle();
  assert.is(shard.all('refused').at(-1)?.code, 'form_unknown');
});

test('[S71] a session that ends while its answer is dealt with keeps its number, and is given no other', async () => {
  const { world, shard, forms } = await shown();
  const outcome = byHand<HandlerOutcome>();
  world.answered = () => outcome.promise;
  shard.say(answerOf('a1', forms[0]!));
  await settle();
  shard.say({ t: 'session_closed', id: 'x1', session: 's1' });
  await settle();
  outcome.give({ kind: 'failed', traceback: '' });
  await settle();
  assert.ok(world.script.includes('lost 1 46000/1 [[1,"typed"]] failed'));
  shard.play('s2', 'bob');
  await settle();
  assert.ok(
    world.script.some((line) => line.startsWith('opened 2 ')),
    'the next session has the next number',
  );
});

test('[S18] a read that fails behind a request is logged and refused, and the server goes on', async () => {
  const { world, shard } = await playing();
  const unread = new Error('read failed');
  world.opened.get = () => {
    throw unread;
  };
  world.commanded = () => Promise.reject(unread);
  shard.say(answerOf('a1', 'earlier.0.1'));
  const command = { kind: 'post_message', body: 'x' } as const;
  shard.say({ t: 'command', id: 'c1', session: 's1', ticket: 't', do: command });
  await settle();
  const codes = new Map(shard.all('refused').map(({ id, code }) => [id, code]));
  assert.is(codes.get('a1'), 'storage_unavailable');
  assert.is(codes.get('c1'), 'storage_unavailable');
  assert.is(world.log.filter((line) => line.includes(' failed')).length, 2);
});

// [L124] Answers to forms never shown to that session, to forms that are gone, with buttons,
// switches or entries that the form does not have, or longer than an entry takes, are dropped and
// counted.
test('[L124] an answer that no player can have given is dropped and counted, and the form stays', async () => {
  const { world, shard, forms } = await shown(2);
  const [first, second] = [forms[0]!, forms[1]!];
  const base = { ...answerOf('', first), switches: [3] };
  const odd: Array<[string, object]> = [
    ['foreign_button', { button: 9 }],
    ['foreign_switch', { switches: [4] }],
    ['foreign_entry', { entries: [{ id: 2, text: 'x' }] }],
    ['oversize_entry', { entries: [{ id: 1, text: 'x'.repeat(41) }] }],
  ];
  for (const [i, [, what]] of odd.entries()) {
    shard.say({ ...base, ...what, id: `odd${i}` } as ClientMessage);
    await settle();
  }
  assert.equal(
    shard.all('refused').map(({ code, sentence }) => [code, sentence.split(' ').at(-1)]),
    odd.map(([why]) => ['answer_unfit', why]),
  );
  assert.equal(
    world.script.filter((line) => line.startsWith('answer')),
    [],
  );
  shard.say({ ...base, id: 'fits', entries: [{ id: 1, text: 'x'.repeat(40) }] } as ClientMessage);
  shard.say({ ...answerOf('closes', second), button: 0 } as ClientMessage);
  await settle();
  assert.is(told(shard, 'done'), 'closes');
  assert.equal(world.dropped(), {
    not_shown: 0,
    stale: 0,
    foreign_button: 1,
    foreign_switch: 1,
    foreign_entry: 1,
    oversize_entry: 1,
  });
});

test('[L124] answers to forms of others, to forms that are gone and to none that was made are dropped and counted', async () => {
  const { world, shard, forms } = await shown();
  const one = forms[0]!;
  shard.play('s2', 'bob');
  await settle();
  const [incarnation, generation] = one.split('.');
  shard.say({ ...answerOf('a1', one), session: 's2' } as ClientMessage);
  shard.say(answerOf('a2', `${incarnation}.${generation}.77`));
  shard.say(answerOf('a3', one));
  shard.say(answerOf('a4', one));
  await settle();
  world.port!.showForm(form);
  const later = shard.all('show_form').at(-1)!.form;
  world.port!.formsClosed('changed');
  shard.say({ ...answerOf('a5', later), session: 's2' } as ClientMessage);
  await settle();
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [
      ['a1', 'form_unknown'],
      ['a2', 'form_unknown'],
      ['a4', 'form_unknown'],
      ['a5', 'form_unknown'],
    ],
  );
  const { not_shown, stale } = world.dropped();
  assert.equal([not_shown, stale], [3, 1]);
  assert.equal(world.script.filter((line) => line.startsWith('answer')).length, 1);
});
