import { assert, suite } from '../support/suite.ts';
import { Stage } from './stage.ts';

const test = suite('outcome');

test('[R14] a rejected turn fails what it accepted and all that rests on it; the rest stands and the state is as before', async () => {
  const stage = new Stage();
  stage.add('first', 50, { key: 'f' });
  await stage.runDurably();
  stage.heard();
  stage.add('much', 60);
  stage.command('touch', { kind: 'touch' }, { key: 't' });
  stage.add('a', 40, { key: 'k' });
  stage.add('full', 20);
  stage.add('a', 40, { key: 'k' });
  stage.add('other', 40, { key: 'k', hash: 'other' });
  stage.add('first', 50, { key: 'f' });
  stage.observe('o');
  await stage.run();
  stage.store.flights.shift()?.rejected();
  await stage.run();
  assert.equal(stage.heard(), [
    'much refused at 50',
    'touch failed storage',
    'a failed storage',
    'full failed storage',
    'a failed storage',
    'other failed storage',
    'first answered 50 again',
    'o sees 50',
  ]);
  stage.add('a', 40, { key: 'k' });
  await stage.runDurably();
  assert.is(stage.heard().at(-1), 'a answered 90');
  assert.is(stage.store.loaded.length, 1, 'its state was intact');
});

test('[R15] a fenced turn is decided again on what somebody else wrote', async () => {
  const stage = new Stage();
  stage.add('a', 98);
  await stage.runDurably();
  stage.heard();
  stage.store.writeElsewhere('a');
  stage.add('b', 2);
  stage.add('c', 1);
  await stage.runDurably();
  assert.equal(stage.heard(), ['told c @3', 'b refused at 99', 'c answered 100']);
  assert.is(stage.store.loaded.length, 2);
});

test('[R16] a turn that is fenced every time, up to a bound, fails as busy, and the actor starts afresh', async () => {
  const stage = new Stage({ turn_tries_max: 3 });
  stage.add('a');
  stage.observe('o');
  await stage.run();
  for (let tries = 0; tries < 3; tries += 1) {
    stage.store.writeElsewhere('a');
    stage.store.flights.shift()?.durable();
    await stage.run();
  }
  assert.equal(stage.heard(), ['a failed busy', 'o failed busy']);
  assert.is(stage.store.commits, 3);
  assert.is(stage.directory.residents, 0);
  stage.add('b');
  await stage.runDurably();
  assert.equal(stage.heard(), ['told b @4', 'b answered 4']);
});

test('[R17] while an outcome is unknown nothing else happens to that actor; its letters queue up to their bound; other actors go on', async () => {
  const stage = new Stage({ mailbox_letters_max: 2 });
  stage.add('a');
  await stage.run();
  stage.store.flights.shift()?.unknown(true);
  await stage.run();
  stage.add('b');
  stage.observe('o');
  stage.add('c');
  stage.add('other', 1, { id: 'z' });
  await stage.run();
  stage.store.flights.shift()?.durable();
  await stage.run();
  assert.equal(stage.heard(), ['c failed busy', 'told other @2', 'other answered 1']);
  assert.is(stage.store.commits, 2);
  await stage.runDurably();
  assert.equal(stage.heard(), [
    'told a @1',
    'a answered 1',
    'told b @3',
    'b answered 2',
    'o sees 2',
  ]);
});

// [R18] An unknown outcome that turns out not written fails the turn like a rejected one; where
// somebody else wrote before, it is decided again.
test('[R18] an unknown outcome that turns out not written fails the turn like a rejected one', async () => {
  const stage = new Stage();
  stage.add('a');
  stage.observe('o');
  await stage.run();
  stage.store.flights.shift()?.unknown(false);
  await stage.runDurably();
  assert.equal(stage.heard(), ['a failed storage', 'o sees nothing']);
  stage.add('a');
  await stage.runDurably();
  assert.equal(stage.store.tokens('a'), ['a']);
});

test('[R18] where somebody else wrote before it is decided again', async () => {
  const stage = new Stage();
  stage.add('a');
  await stage.run();
  stage.store.writeElsewhere('a');
  stage.store.flights.shift()?.unknown(true);
  await stage.runDurably();
  assert.equal(stage.heard(), ['told a @2', 'a answered 2']);
  assert.equal(stage.store.tokens('a'), ['elsewhere', 'a']);
});

for (const where of ['decide', 'evolve', 'answer'] as const) {
  // [R19] A bug in `decide`, `evolve` or `answer` fails that letter alone, is reported, and the
  // actor restarts from what is stored.
  test(`[R19] a bug in ${where} fails that letter alone, and the actor restarts from what is stored`, async () => {
    const stage = new Stage();
    stage.add('a');
    await stage.runDurably();
    stage.heard();
    stage.add('b', 2, { key: 'b' });
    stage.command('bad', { kind: 'break', where }, { key: 'bad' });
    stage.add('c', 3);
    await stage.runDurably();
    assert.equal(stage.heard(), [
      'bad failed storage',
      'told b b c c c @2',
      'b answered 3',
      'c answered 6',
    ]);
    assert.equal(stage.faults, [`a: a bug in ${where}`]);
    assert.equal(stage.store.loaded, ['a', 'a']);
  });
}

test('[R20] a bug in `record` fails the turn, is reported, and the actor restarts from what is stored', async () => {
  const stage = new Stage();
  stage.add('a');
  await stage.runDurably();
  stage.heard();
  stage.add('b');
  stage.command('bad', { kind: 'break', where: 'record' });
  stage.observe('o');
  await stage.run();
  assert.equal(stage.heard(), ['b failed storage', 'bad failed storage', 'o sees 1']);
  assert.equal(stage.faults, ['a: a bug in record']);
  stage.add('c');
  await stage.runDurably();
  assert.equal(stage.heard(), ['told c @2', 'c answered 2']);
  assert.equal(stage.store.loaded, ['a', 'a']);
});

test('[R21] whoever throws on being answered is reported, and keeps nothing from the others', async () => {
  for (const throwsAt of ['a', 'o']) {
    const stage = new Stage();
    stage.throwsAt = throwsAt;
    stage.add('a');
    stage.add('b');
    stage.observe('o');
    stage.observe('p');
    await stage.runDurably();
    assert.equal(stage.heard(), [
      'told a b @1',
      'a answered 1',
      'b answered 2',
      'o sees 2',
      'p sees 2',
    ]);
    assert.is(stage.faults.length, 1);
  }
});

test('[R22] accepting a command without an event where nothing is stored counts as a bug', async () => {
  const stage = new Stage();
  stage.command('t', { kind: 'touch' }, { key: 'k' });
  await stage.run();
  assert.equal(stage.heard(), ['t failed storage']);
  assert.equal(stage.faults, ['a: accepted without an event where nothing is: a']);
  assert.is(stage.directory.residents, 0);
});

test('[R23] a bug that one actor meets touches no other actor', async () => {
  const stage = new Stage();
  stage.command('bad', { kind: 'break', where: 'decide' });
  stage.add('z', 1, { id: 'z' });
  await stage.runDurably();
  assert.equal(stage.heard(), ['bad failed storage', 'told z @1', 'z answered 1']);
});

test('[R24] a store that throws where it must not is read anew before the turn is decided again', async () => {
  const stage = new Stage();
  stage.store.throws = new Error('no promise at all');
  stage.add('a', 1, { key: 'k' });
  await stage.runDurably();
  assert.equal(stage.heard(), ['told a @1', 'a answered 1']);

  stage.add('b', 1, { key: 'l' });
  await stage.run();
  stage.store.flights.shift()?.unknown(true);
  await stage.run();
  stage.store.resolves.shift()?.fail();
  await stage.runDurably();
  assert.equal(stage.heard(), ['b answered 2 again'], 'its receipt says that it was written');
  assert.equal(stage.store.tokens('a'), ['a', 'b']);
  assert.equal(stage.faults, ['a: no promise at all', 'a: scripted']);
});
