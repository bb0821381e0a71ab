import { shardLimits } from '../../actors/shard/shard-limits.ts';
import { FakeShard, settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';
import { shown, answerOf, told } from './intake-stage.ts';
import { playing } from './playing.ts';

const test = suite('help whose scripts went or do not load');

test('[L157] a player whose help no function answers is told that there is none', async () => {
  const { world, shard } = await playing();
  world.outcome = { kind: 'missing' };
  shard.say({ t: 'help_requested', id: 'h1', session: 's1' });
  await settle();
  assert.match(shard.all('notify')[0]!.text, /not available/u);
  assert.is(shard.all('refused').at(-1)?.code, 'help_unavailable');
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
