import { dueLimits } from '../../server/projections/due-work.ts';
import { assert, suite } from '../support/suite.ts';
import { done } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('what is due for Discord');

/** Due tickets, by number. */
function due({ storage, world }: Stage): number[] {
  const ids = storage.tables.due('discord', { limit: 10_000 }).map(({ key }) => key);
  const numbers = new Map<string, number>();
  for (let number = 1; number <= world.numbers.last; number += 1) {
    numbers.set(storage.tables.idOfNumber(number) ?? '', number);
  }
  return ids.map((id) => numbers.get(id)!).toSorted((a, b) => a - b);
}

// [K187] A ticket is due for Discord from each of its turns until it was looked at; those that were
// there when Discord was set up are looked at as long as they are active.
test('[K187] a ticket is due from each of its turns until it was looked at, and in no other moment', async () => {
  const stage = new Stage();
  const { world } = stage;
  const early = await world.opened(world.player, 'before it is set up');
  assert.equal(due(stage), []);
  await stage.start();
  await stage.pass(5_000);
  assert.is(stage.discord.texts.length, 1);
  done(await world.post(world.staff, early.ticket, 'On my way.'));
  assert.equal(due(stage), [1]);
  await stage.pass(5_000);
  assert.equal(due(stage), []);
  assert.equal(stage.said().slice(-1), ['On my way.']);
});

test('[K187] killed when it was just set up, tickets that were there before get their channels', async () => {
  const stage = new Stage();
  const { world, storage } = stage;
  await world.opened(world.player, 'before it is set up');
  const { records } = storage;
  const append = records.append.bind(records);
  const killed = new Promise<void>((resolve) => {
    records.append = async (...wish) => {
      const appended = await append(...wish);
      const [, , puts] = wish;
      if (puts.some(({ key }) => key === 'meta')) {
        resolve();
        return new Promise<never>(() => {});
      }
      return appended;
    };
  });
  void stage.start();
  await killed;
  assert.equal([due(stage), stage.discord.texts.length], [[], 0]);
  records.append = append;
  await stage.kill();
  await stage.start();
  await stage.pass(5_000);
  assert.is(stage.discord.texts.length, 1);
});

// [K188] What changes while a ticket is looked at is looked at too, and after a long time without
// Discord everything that changed.
test('[K188] what changes while the end of a look is written is looked at too', async () => {
  const stage = await Stage.ready();
  const { world, storage } = stage;
  const { ticket } = await world.opened(world.player, 'first');
  const { records } = storage;
  const append = records.append.bind(records);
  const dueAfter: number[][] = [];
  records.append = async (subject, expected, puts, ended = []) => {
    const isEnd = ended.length > 0;
    // It changes again before it is stored that it is reconciled.
    if (isEnd && dueAfter.length < 3) {
      done(await world.post(world.staff, ticket, `reply ${dueAfter.length}`));
    }
    const appended = await append(subject, expected, puts, ended);
    if (isEnd) dueAfter.push(due(stage));
    return appended;
  };
  await stage.pass(5_000);
  assert.equal(dueAfter, [[1], [1], [1], []]);
  assert.equal(stage.said(), ['first', 'reply 0', 'reply 1', 'reply 2']);
});

test('[K188] after a long time without Discord everything that changed is looked at, once, and is due no more', async () => {
  const stage = await Stage.ready();
  const { world } = stage;
  stage.discord.emit({ kind: 'disconnected' });
  await stage.bridge.stop();
  const tickets = dueLimits.step_keys_max + 20;
  const all: number[] = [];
  for (let i = 1; i <= tickets; i += 1) {
    const { ticket } = await world.opened(world.player, `ticket ${i}`);
    all.push(i);
    if (i % 4 === 0) continue;
    done(await world.do(world.staff, ticket, { kind: 'close' }));
    if (i % 4 === 1) done(await world.do(world.staff, ticket, { kind: 'archive' }));
  }
  assert.equal(due(stage), all);
  await stage.restart();
  await stage.pass(600_000);
  assert.equal(due(stage), []);
  const open = all.filter((i) => i % 4 === 0).length;
  assert.is(stage.discord.texts.filter(({ name }) => name.includes('ticket')).length, open);
  const figures = stage.dueWork.figures().filter(({ kind }) => kind === 'gauge');
  assert.equal(
    figures.map(({ value }) => value),
    [0, 0, 0],
  );
});
