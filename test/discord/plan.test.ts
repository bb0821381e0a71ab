import * as fc from 'fast-check';
import { bridgeLimits } from '../../actors/discord/discord-limits.ts';
import { renameAt } from '../../actors/discord/reconciler/renames.ts';
import { assert, suite } from '../support/suite.ts';
import { happening, Run } from './plan-run.ts';

const test = suite('discord plan', { limit_ms: 60_000 });

test('[K40] whatever goes wrong, Discord comes to show what it should, no channel or post stands there twice, and none in a channel that was opened', () => {
  let actions = 0;
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), fc.boolean(), (happenings, refused) => {
      const run = new Run(refused);
      for (const what of happenings) run.happen(what);
      run.settle();
      run.check();
      actions += run.actions;
    }),
    { numRuns: 1_500 },
  );
  assert.ok(actions > 10_000, `it did something: ${actions}`);
});

test('[K41] a channel is renamed at most twice in any ten minutes, and ends with the last name', () => {
  const run = new Run(false);
  run.settle();
  for (let flip = 0; flip < 200; flip++) {
    run.model.name = flip % 2 === 0 ? 'red' : 'green';
    while (run.act('done'));
    run.now += 20_000;
  }
  run.settle();
  run.check();
  assert.is(run.discord.channels[0]!.name, 'green');
  const { renames } = run.discord;
  for (const [i, at] of renames.entries()) {
    const third = renames[i + 2];
    assert.ok(third === undefined || third - at >= 600_000);
  }
  assert.ok(renames.length >= 12, 'none is wasted');
});

test('[K42] an equal name is not asked for, and renames that were asked for count after a restart', () => {
  const run = new Run(false);
  run.settle();
  assert.equal(run.discord.renames, []);
  for (const name of ['red', 'green', 'red']) {
    run.model.name = name;
    while (run.act('done'));
    run.happen({ kind: 'crash' });
  }
  assert.is(run.discord.renames.length, 2);
  run.model.name = 'green';
  run.settle();
  assert.is(run.discord.renames.length, 2, 'it is called so already');
});

test('[K43] a rename that has to wait holds up neither posts nor locks', () => {
  const run = new Run(false);
  run.settle();
  for (const name of ['red', 'green', 'red']) {
    run.model.name = name;
    run.model.entries.push(1);
    while (run.act('done'));
  }
  run.model.place = 'locked';
  while (run.act('done'));
  const [channel] = run.discord.channels;
  assert.is(channel!.posts.length, 5);
  assert.is(
    channel!.overwrites.find(({ of, level }) => of === 'member' && level === 'read')?.target,
    '200000000000000001',
  );
});

test('[K44] of a closed ticket the icon goes only when no other rename counts', () => {
  const budget = { renames: [1_000], noRenameBefore: 0 };
  assert.is(renameAt(budget, false), 0);
  assert.is(renameAt(budget, true), 1_000 + bridgeLimits.rename_window_ms);
  assert.is(renameAt({ ...budget, noRenameBefore: 5 }, false), 5);
});
