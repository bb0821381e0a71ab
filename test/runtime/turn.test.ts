import { runtimeLimits } from '../../actors/runtime/runtime-limits.ts';
import { assert, suite } from '../support/suite.ts';
import { Stage } from './stage.ts';

const test = suite('turn');

test('[R3] a turn takes all that waits, up to 256 letters', async () => {
  const stage = new Stage();
  assert.is(runtimeLimits.turn_letters_max, 256);
  for (let i = 0; i < 300; i += 1) stage.add('x', i === 0 ? 1 : 0, { key: `k${i}` });
  await stage.run();
  assert.is(stage.store.flights[0]?.record.receipts.length, 256);
  stage.store.flights.shift()?.durable();
  await stage.run();
  assert.is(stage.store.flights[0]?.record.receipts.length, 44);
  await stage.runDurably();
  assert.is(stage.heard().filter((line) => line === 'x answered 1').length, 300);
});

test('[R4] a turn takes no more bytes than a record has room for; a larger letter has a turn of its own', async () => {
  const stage = new Stage({ turn_bytes_max: 1_000 });
  for (const [token, bytes] of [
    ['a', 600],
    ['b', 400],
    ['c', 1],
    ['d', 5_000],
    ['e', 1_000],
  ] as const) {
    stage.add(token, 1, { bytes });
  }
  const records: string[] = [];
  await stage.run();
  for (let flight = stage.store.flights.shift(); flight; flight = stage.store.flights.shift()) {
    records.push(flight.record.events.map((event) => event.token).join(''));
    flight.durable();
    await stage.run();
  }
  assert.equal(records, ['ab', 'c', 'd', 'e']);
});

test('[R5] the commands of a turn build on each other in order and are written as one record', async () => {
  const stage = new Stage();
  stage.add('a', 60);
  stage.add('b', 50);
  stage.add('c', 40);
  await stage.run();
  assert.is(stage.store.commits, 1);
  assert.is(stage.store.flights[0]?.record.snapshot.total, 100);
  await stage.runDurably();
  assert.equal(stage.heard().slice(1), ['a answered 60', 'b refused at 60', 'c answered 100']);
});

test('[R6] nothing is told before it is on disk; then come the facts, the answers and refusals, the observers', async () => {
  const stage = new Stage();
  stage.observe('early');
  stage.add('a', 100);
  stage.add('b');
  stage.add('c', 0, { key: 'k' });
  await stage.run();
  assert.equal(stage.heard(), []);
  await stage.runDurably();
  assert.equal(stage.heard(), [
    `told ${Array(100).fill('a').join(' ')} @1`,
    'a answered 100',
    'b refused at 100',
    'c answered 100',
    'early sees 100',
  ]);
});

test('[R7] a turn of refusals, repeats and observers alone writes nothing', async () => {
  const stage = new Stage();
  stage.add('a', 99, { key: 'k' });
  await stage.runDurably();
  stage.heard();
  stage.add('again', 99, { key: 'k' });
  stage.add('much', 5, { key: 'm' });
  stage.observe('o');
  await stage.run();
  assert.equal(stage.heard(), ['again answered 99 again', 'much refused at 99', 'o sees 99']);
  assert.is(stage.store.commits, 1);
});

// [R8] A command that changes nothing is still remembered by its receipt; without a receipt there
// is nothing to write.
test('[R8] a command that changes nothing is still remembered by its receipt', async () => {
  const stage = new Stage();
  stage.add('a');
  await stage.runDurably();
  stage.heard();
  stage.command('t', { kind: 'touch' }, { key: 't' });
  await stage.run();
  assert.equal(stage.heard(), [], 'not before the receipt is on disk');
  assert.equal(stage.store.flights[0]?.record.receipts, [
    { key: 't', hash: 'body', answer: 1, at: stage.now },
  ]);
  await stage.runDurably();
  stage.add('b');
  stage.command('t', { kind: 'touch' }, { key: 't' });
  await stage.runDurably();
  assert.equal(stage.heard(), [
    'told  @2',
    't answered 1',
    'told b @3',
    'b answered 2',
    't answered 1 again',
  ]);
});

test('[R8] without a receipt it is answered, and there is nothing to write', async () => {
  const stage = new Stage();
  stage.add('a');
  await stage.runDurably();
  stage.heard();
  stage.command('t', { kind: 'touch' });
  await stage.run();
  assert.equal(stage.heard(), ['t answered 1']);
});

test('[R9] a command sent again within one turn is carried out once', async () => {
  const stage = new Stage();
  stage.add('a', 2, { key: 'k' });
  stage.add('b', 3);
  stage.add('a', 2, { key: 'k' });
  await stage.runDurably();
  assert.equal(stage.heard().slice(1), ['a answered 2', 'b answered 5', 'a answered 2 again']);
  assert.equal(stage.store.tokens('a'), ['a', 'a', 'b', 'b', 'b']);
});

test('[R10] a command sent again later gets its first answer and changes nothing, also when its actor was away meanwhile', async () => {
  const stage = new Stage({ idle_ms: 50 });
  stage.add('a', 2, { key: 'k' });
  await stage.runDurably();
  stage.add('b', 3);
  stage.add('a', 2, { key: 'k' });
  await stage.runDurably();
  stage.pass(50);
  assert.is(stage.directory.residents, 0);
  stage.add('a', 2, { key: 'k' });
  await stage.runDurably();
  assert.equal(
    stage.heard().filter((line) => line.startsWith('a')),
    ['a answered 2', 'a answered 2 again', 'a answered 2 again'],
  );
  assert.is(stage.store.of('a').state?.total, 5);
});

test('[R11] one command id with another body is refused, in the same turn and later', async () => {
  const stage = new Stage();
  stage.add('a', 1, { key: 'k', hash: 'one' });
  stage.add('b', 1, { key: 'k', hash: 'two' });
  await stage.runDurably();
  stage.add('c', 1, { key: 'k', hash: 'three' });
  await stage.runDurably();
  assert.equal(stage.heard().slice(1), ['a answered 1', 'b failed reused', 'c failed reused']);
});

test('[R12] a refused command leaves no receipt', async () => {
  const stage = new Stage();
  stage.store.writeElsewhere('a');
  stage.add('much', 100, { key: 'k' });
  await stage.run();
  stage.add('much', 2, { key: 'k', hash: 'smaller' });
  await stage.runDurably();
  assert.equal(stage.heard(), ['much refused at 1', 'told much much @2', 'much answered 3']);
});

test('[R13] what an observer sees and what is told after it together make the state', async () => {
  const stage = new Stage();
  stage.add('a', 2);
  stage.observe('o');
  stage.add('b', 3);
  await stage.run();
  stage.add('c', 1);
  stage.observe('p');
  await stage.runDurably();
  assert.equal(stage.heard(), [
    'told a a b b b @1',
    'a answered 2',
    'b answered 5',
    'o sees 5',
    'told c @2',
    'c answered 6',
    'p sees 6',
  ]);
});
