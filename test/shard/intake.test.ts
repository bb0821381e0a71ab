import type { Answer } from '../../actors/ticket/service.ts';
import type { HandlerOutcome, ShownForm } from '../../actors/shard/script/messages.ts';
import { shardLimits } from '../../actors/shard/shard-limits.ts';
import type { ClientMessage } from '../../protocol/messages.ts';
import { answerable, FakeShard, settle, type FakeConnection } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('from the help button to a ticket');
const form: ShownForm = { session: 1, gump: 46_000, serial: 0, x: 50, y: 50, elements: answerable };
const entries = [{ id: 1, text: 'typed' }];
const stopped: HandlerOutcome = { kind: 'stopped', why: 'time', traceback: '' };

async function playing() {
  const world = new FakeShard();
  const shard = world.connect();
  shard.play('s1', 'ana');
  shard.say({ t: 'sessions_end' });
  await settle();
  return { world, shard };
}

/** The same, with that many forms before the player; gives the id of each. */
async function shown(count = 1) {
  const { world, shard } = await playing();
  for (let i = 0; i < count; i++) world.port!.showForm(form);
  return { world, shard, forms: shard.all('show_form').map((sent) => sent.form) };
}

const answerOf = (id: string, formId: string): ClientMessage => ({
  t: 'form_answered',
  id,
  session: 's1',
  form: formId,
  gump: form.gump,
  serial: 0,
  button: 1,
  switches: [],
  entries,
});

const told = (shard: FakeConnection, name: 'done' | 'refused') => shard.all(name).slice(-1)[0]?.id;

/** A promise that the test settles by hand. */
function byHand<T>() {
  let give!: (value: T) => void;
  const promise = new Promise<T>((resolve) => (give = resolve));
  return { promise, give };
}

for (const kind of ['unavailable', 'failed', 'stopped'] as const) {
  // [S14] An answer that came to nothing is refused with retry; it may be sent again or otherwise,
  // and is handled then.
  test(`[S14] an answer that came to nothing (${kind}) may be sent again, and is handled then`, async () => {
    const { world, shard, forms } = await shown();
    world.outcome = kind === 'stopped' ? stopped : { kind, traceback: '' };
    shard.say(answerOf('a1', forms[0]!));
    await settle();
    assert.equal(
      shard.all('refused').map(({ id, code, retry }) => [id, code, retry]),
      [['a1', 'help_unavailable', true]],
    );
    world.outcome = { kind: 'ran' };
    shard.say(answerOf('a1', forms[0]!));
    await settle();
    assert.is(told(shard, 'done'), 'a1');
    assert.is(world.script.filter((line) => line.startsWith('answer')).length, 2);
  });

  test(`[S14] it may be answered otherwise as well (${kind})`, async () => {
    const { world, shard, forms } = await shown();
    world.outcome = kind === 'stopped' ? stopped : { kind, traceback: '' };
    shard.say(answerOf('a1', forms[0]!));
    await settle();
    world.outcome = { kind: 'ran' };
    shard.say(answerOf('a2', forms[0]!));
    shard.say(answerOf('a3', forms[0]!));
    await settle();
    assert.is(told(shard, 'done'), 'a2');
    assert.is(shard.all('refused').at(-1)?.code, 'form_unknown');
  });
}

for (const outcome of [stopped, { kind: 'failed', traceback: '' }] as const) {
  // [S15] A text typed into a form whose handler fails or is stopped is offered again by the
  // scripts.
  test(`[S15] a text typed into a form whose handler was ${outcome.kind} is offered again`, async () => {
    const { world, shard, forms } = await shown();
    world.answered = async () => outcome;
    shard.say(answerOf('a1', forms[0]!));
    await settle();
    assert.ok(world.script.includes(`lost 1 46000/1 [[1,"typed"]] ${outcome.kind}`));
    assert.equal(shard.all('form_gone'), [
      { t: 'form_gone', session: 's1', form: forms[0]!, entries, offered: true },
    ]);
    assert.match(shard.all('notify')[0]!.text, /not available/u);
    assert.is(told(shard, 'done'), 'a1');
  });

  // [S9] An answer, or a press of help, that had opened tickets before it was cut short is told of
  // all of them, and offers nothing again.
  test(`[S9] nothing is offered again where the handler was ${outcome.kind} after its ticket was opened`, async () => {
    const { world, shard, forms } = await shown();
    world.answered = async () => outcome;
    world.opened.set('a1:0', 41);
    shard.say(answerOf('a1', forms[0]!));
    await settle();
    assert.equal(
      shard.all('notify').map(({ text }) => text),
      ['Your ticket #41 was received.'],
    );
    assert.not(world.script.some((line) => line.startsWith('lost')));
    assert.is(told(shard, 'done'), 'a1');
  });
}

const thirtyTwo = Array.from({ length: 32 }, (_, i) => i);
const allTold = `Your tickets ${thirtyTwo.map((i) => `#${100 + i}`).join(', ')} were received.`;

test('[S9] a handler that was stopped after its last ticket tells of all of them', async () => {
  const { world, shard, forms } = await shown();
  world.answered = async () => stopped;
  for (const i of thirtyTwo) world.opened.set(`a1:${i}`, 100 + i);
  shard.say(answerOf('a1', forms[0]!));
  await settle();
  const texts = shard.all('notify').map(({ text }) => text);
  assert.equal(texts, [allTold]);
});

test('[S9] help that was stopped after its ticket was opened is told so', async () => {
  const { world, shard } = await playing();
  world.outcome = stopped;
  world.opened.set('h1:0', 41);
  shard.say({ t: 'help_requested', id: 'h1', session: 's1' });
  await settle();
  const texts = shard.all('notify').map(({ text }) => text);
  assert.equal(texts, ['Your ticket #41 was received.']);
  assert.is(told(shard, 'done'), 'h1');
});

test('[L157] a player whose help no function answers is told that there is none', async () => {
  const { world, shard } = await playing();
  world.outcome = { kind: 'missing' };
  shard.say({ t: 'help_requested', id: 'h1', session: 's1' });
  await settle();
  assert.match(shard.all('notify')[0]!.text, /not available/u);
  assert.is(shard.all('refused').at(-1)?.code, 'help_unavailable');
});

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

test('[S9] the answer whose ticket is still being written when its handler ends is told of it, and opens no other', async () => {
  const { world, shard, forms } = await shown();
  const disk = byHand<Answer>();
  const handler = byHand<HandlerOutcome>();
  world.answered = () => handler.promise;
  world.commanded = () => disk.promise;
  shard.say(answerOf('a1', forms[0]!));
  await settle();
  const submit = { kind: 'submit', category: 'Bug', message: 'x' } as const;
  const call = { ...submit, session: 1, origin: 'a1', ordinal: 0 };
  const submitted = world.port!.ask(call);
  handler.give(stopped);
  await settle();
  assert.equal(shard.all('notify'), [], 'nothing is said while it is not known');
  world.opened.set('a1:0', 41);
  disk.give({ ok: true, ticket: 't1', number: 41, seq: 1 });
  await submitted;
  await settle();
  assert.equal(
    shard.all('notify').map(({ text }) => text),
    ['Your ticket #41 was received.'],
  );
  assert.not(world.script.some((line) => line.startsWith('lost')));
  assert.is(told(shard, 'done'), 'a1');
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

test('[S19] scripts that do not load are tried again after a pause, and then know who plays', async () => {
  const world = new FakeShard();
  world.problem = new Error('help.lua:1: unexpected symbol');
  const shard = world.connect();
  shard.play('s1', 'ana');
  shard.play('s2', 'ben');
  shard.say({ t: 'sessions_end' });
  await settle();
  const help = async (id: string) => {
    shard.say({ t: 'help_requested', id, session: 's1' });
    await settle();
  };
  await help('h1');
  world.problem = undefined;
  await help('h2');
  assert.equal(
    shard.all('refused').map(({ id, code }) => [id, code]),
    [
      ['h1', 'help_unavailable'],
      ['h2', 'help_unavailable'],
    ],
  );
  assert.equal(world.log, ['the help scripts do not load: help.lua:1: unexpected symbol']);
  world.now += shardLimits.scripts_retry_ms;
  await help('h3');
  assert.is(told(shard, 'done'), 'h3');
  assert.equal(world.script, ['opened 1 100', 'opened 2 101', 'help 1 100 h3']);
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

for (const [why, words] of [
  ['changed', /were just changed/u],
  ['replaced', /had to be started again/u],
] as const) {
  test(`[L125] players whose forms went are told what happened, and so are the scripts: ${why}`, async () => {
    const { world, shard, forms } = await shown();
    world.port!.formsClosed(why);
    const [notice, ...others] = shard.all('notify');
    assert.match(notice!.text, words);
    assert.not.match(notice!.text, /not available|restarted/u);
    assert.equal(others, []);
    shard.say(answerOf('a1', forms[0]!));
    await settle();
    assert.ok(world.script.includes(`lost 1 46000/1 [[1,"typed"]] ${why}`));
  });
}

test('[L125] the very answer that scripts had taken before they went is not given to others', async () => {
  const { world, shard, forms } = await shown();
  shard.say(answerOf('a1', forms[0]!));
  await settle();
  world.port!.formsClosed('changed');
  shard.say(answerOf('a1', forms[0]!));
  await settle();
  assert.is(told(shard, 'done'), 'a1');
  assert.not(world.script.some((line) => line.startsWith('lost')));
});

for (const [why, words] of [
  ['changed', /were just changed/u],
  ['replaced', /had to be started again/u],
] as const) {
  test(`[L125] whoever waited when the scripts went (${why}) is told so, and is offered the text again`, async () => {
    const { world, shard, forms } = await shown();
    world.answered = async () => ({ kind: 'stopped', why, traceback: '' });
    shard.say(answerOf('a1', forms[0]!));
    await settle();
    assert.ok(world.script.includes(`lost 1 46000/1 [[1,"typed"]] ${why}`));
    assert.match(shard.all('notify')[0]!.text, words);
    assert.is(shard.all('form_gone')[0]?.offered, true);
  });
}
