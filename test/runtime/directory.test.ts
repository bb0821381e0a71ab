import { runtimeLimits } from '../../actors/runtime/runtime-limits.ts';
import { assert, suite } from '../support/suite.ts';
import { Stage } from './stage.ts';

const test = suite('directory');

test('[R25] letters sent while an actor is being loaded share that load', async () => {
  const stage = new Stage();
  stage.store.holdLoads = true;
  stage.add('a');
  await stage.run();
  stage.add('b');
  stage.observe('o');
  await stage.run();
  assert.equal(stage.store.loaded, ['a']);
  await stage.runDurably();
  assert.equal(stage.heard(), ['told a b @1', 'a answered 1', 'b answered 2', 'o sees 2']);
  assert.equal(stage.store.loaded, ['a']);
});

test('[R36] what is told says whether letters wait for another turn already', async () => {
  const stage = new Stage();
  stage.add('a');
  await stage.run();
  stage.add('b');
  await stage.runDurably();
  stage.add('c');
  await stage.runDurably();
  assert.equal(
    stage.told.map(({ facts, more }) => [facts.events[0]!.token, more]),
    [
      ['a', true],
      ['b', false],
      ['c', false],
    ],
  );
});

test('[R26] a load that fails fails all who wait for it, and the next letter tries again', async () => {
  const stage = new Stage();
  stage.store.holdLoads = true;
  stage.add('a');
  await stage.run();
  stage.add('b');
  stage.observe('o');
  stage.store.loads.shift()?.fail();
  await stage.run();
  assert.equal(stage.heard(), ['a failed storage', 'b failed storage', 'o failed storage']);
  assert.equal(stage.faults, ['a: cannot be read']);
  assert.is(stage.directory.residents, 0);
  stage.add('c');
  await stage.runDurably();
  assert.equal(stage.heard(), ['told c @1', 'c answered 1']);
});

test('[R27] where no more actors may be resident, the one idle for longest makes room', async () => {
  const stage = new Stage({ residents_max: 3 });
  for (const id of ['a', 'b', 'c']) stage.add(id, 1, { id });
  await stage.runDurably();
  stage.observe('o', 'a');
  await stage.run();
  stage.add('d', 1, { id: 'd' });
  stage.add('e', 1, { id: 'e' });
  await stage.runDurably();
  assert.is(stage.directory.residents, 3);
  stage.store.loaded.length = 0;
  for (const id of ['a', 'd', 'e']) {
    stage.observe('o', id);
    await stage.run();
  }
  assert.equal(stage.store.loaded, [], 'b and c made room; a had been used after them');
});

test('[R28] with every resident actor at work a letter for another one fails as busy', async () => {
  const stage = new Stage({ residents_max: 2 });
  stage.add('a', 1, { id: 'a' });
  stage.add('b', 1, { id: 'b' });
  await stage.run();
  stage.add('c', 1, { id: 'c' });
  stage.add('more', 1, { id: 'a' });
  assert.equal(stage.heard(), ['c failed busy']);
  await stage.runDurably();
  stage.add('c', 1, { id: 'c' });
  await stage.runDurably();
  assert.is(stage.heard().at(-1), 'c answered 1');
});

test('[R29] an actor without letters for the idle time leaves memory; an empty directory keeps no timer', async () => {
  const stage = new Stage({ idle_ms: 100 });
  stage.add('a', 1, { id: 'a' });
  stage.add('b', 1, { id: 'b' });
  await stage.runDurably();
  stage.pass(60);
  stage.observe('o', 'a');
  await stage.run();
  stage.pass(39);
  assert.is(stage.directory.residents, 2);
  stage.pass(1);
  assert.is(stage.directory.residents, 1, 'b left after exactly the idle time');
  assert.is(stage.timers, 1);
  stage.pass(60);
  assert.is(stage.directory.residents, 0);
  assert.is(stage.timers, 0, 'an empty directory keeps no timer');
  stage.add('b', 1, { id: 'b' });
  await stage.runDurably();
  assert.is(stage.heard().at(-1), 'b answered 2');
});

test('[R30] an actor with waiting letters or a turn under way does not leave memory', async () => {
  const stage = new Stage({ idle_ms: 100, residents_max: 2 });
  stage.add('idle', 1, { id: 'b' });
  stage.add('a');
  await stage.runDurably();
  stage.add('under way');
  await stage.run();
  stage.add('waiting');
  stage.pass(1_000);
  stage.add('c', 1, { id: 'c' });
  stage.add('d', 1, { id: 'd' });
  assert.is(stage.directory.residents, 2);
  stage.heard();
  await stage.runDurably();
  assert.equal(stage.store.loaded, ['b', 'a', 'c']);
  assert.ok(stage.heard().includes('waiting answered 3'));
});

test('[R31] an id under which nothing is stored costs no memory once its letters are answered', async () => {
  const stage = new Stage();
  for (let i = 0; i < 50; i += 1) {
    stage.observe('o', `unknown-${i}`);
    stage.add('much', 101, { id: `unknown-${i}` });
  }
  await stage.run();
  assert.is(stage.heard().length, 100);
  assert.is(stage.directory.residents, 0);
  assert.is(stage.timers, 0);
});

test('[R32] what arrives together is written together: one turn an actor, one moment for all actors', async () => {
  const stage = new Stage();
  const ids = ['a', 'b', 'c'];
  for (const id of ids) stage.add(id, 1, { id });
  await stage.runDurably();
  for (const id of [...ids, ...ids]) stage.add('x', 1, { id });
  const before = stage.store.commits;
  stage.runDue();
  assert.is(stage.store.commits - before, 3, 'at once: no pause between the letter and the store');
  assert.equal(
    stage.store.flights.map((flight) => flight.record.events.length),
    [2, 2, 2],
  );
  await stage.runDurably();
});

// [R33] A directory that stops takes nothing new, finishes what it took, and then resolves.
test('[R33] a directory that stops takes nothing new and finishes what it took', async () => {
  const stage = new Stage();
  stage.store.holdLoads = true;
  stage.add('a');
  stage.add('b', 1, { id: 'b' });
  await stage.run();
  stage.add('waiting');
  let quiet = false;
  const stopped = stage.directory.stop().then(() => (quiet = true));
  stage.add('late');
  stage.observe('o', 'new');
  assert.equal(stage.heard(), ['late failed stopping', 'o failed stopping']);
  for (const load of stage.store.loads.splice(0)) load.proceed();
  await stage.run();
  stage.store.flights.shift()?.unknown(true);
  stage.store.flights.shift()?.durable();
  await stage.run();
  assert.is(quiet, false);
  await stage.runDurably();
  await stopped;
  assert.equal(
    stage.heard().filter((line) => line.includes('answered')),
    ['b answered 1', 'a answered 1', 'waiting answered 2'],
  );
  assert.is(stage.timers, 0, 'it keeps no process alive');
});

test('[R33] an idle directory stops at once, also when it is asked twice', async () => {
  const stage = new Stage();
  stage.add('a');
  await stage.runDurably();
  assert.is(stage.timers, 1);
  await Promise.all([stage.directory.stop(), stage.directory.stop()]);
  assert.is(stage.timers, 0);
});

test('[R34] a letter sent from within a callback waits for a turn of its own', async () => {
  const stage = new Stage();
  let sent = 0;
  const maySee = () => true;
  const again = (): void => {
    stage.note('seen');
    sent += 1;
    if (sent < 3) stage.directory.send('a', { kind: 'observe', maySee, see: again, fail: again });
  };
  stage.add('a');
  await stage.runDurably();
  stage.heard();
  stage.directory.send('a', { kind: 'observe', maySee, see: again, fail: again });
  stage.runDue();
  assert.equal(stage.heard(), ['seen'], 'so that nobody can keep the event loop to themselves');
  await stage.run();
  assert.equal(stage.heard(), ['seen', 'seen']);
});

/** What the store was asked for by these letters, for an id that is stored and for one that is not. */
async function readsBy(
  stage: Stage,
  id: string,
  send: (id: string) => void,
): Promise<readonly string[]> {
  stage.store.loaded.length = 0;
  send(id);
  await stage.runDurably();
  return stage.store.loaded.map((loaded) => (loaded === id ? 'load' : loaded));
}

// [D20] Whoever is told that there is no such ticket waits for the same reads whether it never was,
// is hidden from them, or is in memory; who may know of it waits for none that are not needed.
test('[D20] who is told that nothing is stored waits for the same reads where something is and it is in memory', async () => {
  const asks: ReadonlyArray<(stage: Stage) => (id: string) => void> = [
    (stage) => (id) => stage.command('pry', { kind: 'pry' }, { id, key: 'p' }),
    (stage) => (id) => stage.observe('prying', id, { maySee: false }),
    (stage) => (id) => {
      stage.command('pry', { kind: 'pry' }, { id, key: 'p' });
      stage.observe('prying', id, { maySee: false });
      stage.observe('prying more', id, { maySee: false });
    },
  ];
  for (const ask of asks) {
    const stage = new Stage();
    stage.add('one');
    await stage.runDurably();
    stage.heard();
    const inMemory = await readsBy(stage, 'a', ask(stage));
    const told = stage.heard();
    assert.equal(inMemory, await readsBy(stage, 'never was', ask(stage)));
    assert.equal(told, stage.heard());
    stage.pass(runtimeLimits.idle_ms);
    assert.is(stage.directory.residents, 0);
    assert.equal(inMemory, await readsBy(stage, 'a', ask(stage)), 'and where it is not in memory');
    assert.equal(inMemory, ['load']);
  }
});

test('[D20] who may know of it waits for no such read, and gets what the turn makes', async () => {
  const stage = new Stage();
  stage.add('one');
  await stage.runDurably();
  stage.heard();
  const open = (id: string) => {
    stage.add('two', 1, { id });
    stage.observe('seeing', id);
  };
  assert.equal(await readsBy(stage, 'a', open), []);
  assert.equal(stage.heard(), ['told two @2', 'two answered 2', 'seeing sees 2']);
  stage.observe('prying', 'a', { maySee: false });
  open('a');
  await stage.runDurably();
  assert.equal(stage.heard(), [
    'told two @3',
    'two answered 3',
    'prying sees nothing',
    'seeing sees 3',
  ]);
});

test('[D20] where the disk cannot be read, what is hidden fails as what is not there does', async () => {
  const stage = new Stage();
  stage.add('one');
  await stage.runDurably();
  stage.heard();
  stage.store.holdLoads = true;
  for (const id of ['a', 'never was']) {
    stage.command('pry', { kind: 'pry' }, { id });
    stage.observe('prying', id, { maySee: false });
    await stage.run();
    stage.store.loads.shift()!.fail();
    await stage.run();
    assert.equal(stage.heard(), ['pry failed storage', 'prying failed storage']);
  }
  stage.store.holdLoads = false;
  stage.throwsAt = 'prying at the door';
  stage.observe('prying');
  await stage.runDurably();
  assert.equal(stage.heard(), ['prying sees nothing']);
  assert.match(stage.faults.at(-1)!, /maySee/u);
});
