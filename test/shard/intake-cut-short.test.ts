import type { HandlerOutcome } from '../../actors/shard/script/messages.ts';
import type { Answer } from '../../actors/ticket/service.ts';
import { settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';
import { entries, shown, answerOf, told, byHand } from './intake-stage.ts';
import { playing } from './playing.ts';

const test = suite('answers that came to nothing');
const stopped: HandlerOutcome = { kind: 'stopped', why: 'time', traceback: '' };

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
