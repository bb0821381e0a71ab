import { assert, suite } from '../support/suite.ts';
import type { ScriptResult } from '../../actors/shard/script/messages.ts';
import { byHand, closeStages, Stage } from './stage.ts';

const test = suite('a life of scripts');
test.after.each(closeStages);

const version = (name: string): Record<string, string> => ({
  'help.lua': `
    function on_help_request(s) gump.send(s, gump.create(), 0, 5) print('${name}') end
    gump.on(5, 1, function(ctx) print('${name} answered') end)
    function on_form_lost(s, c, answer)
      print('${name} lost', s, c, answer.gump_id, answer.button_id, answer.serial, answer.switches[1], answer.text_entries[1])
    end`,
});

test('[L70] changed scripts take the place of the old ones, whose forms are closed with a notice', async () => {
  const stage = await Stage.open(version('old'));
  await stage.help(1);
  assert.is(await stage.host.reload(version('new')), null);
  assert.equal(stage.closed, ['changed']);
  const entries = [[1, 'typed'] as const];
  assert.equal(await stage.lose(5, 1, { serial: 3, switches: [4], entries }), { kind: 'ran' });
  await stage.help(1);
  await stage.press(5, 1);
  assert.equal(stage.printed, ['old', 'new lost\t1\t11\t5\t1\t3\t4\ttyped', 'new', 'new answered']);
});

test('[L77] an answer that crosses a reload is not lost', async () => {
  const stage = await Stage.open(version('old'));
  await stage.help(1);
  const reloaded = stage.host.reload(version('new'));
  const answered = stage.press(5, 1, { entries: [[1, 'typed']] });
  await reloaded;
  assert.equal(await answered, { kind: 'ran' });
  assert.equal(stage.printed, ['old', 'new lost\t1\t11\t5\t1\t0\tnil\ttyped']);
});

test('[L71] broken scripts change nothing but the log', async () => {
  const stage = await Stage.open(version('old'));
  await stage.help(1);
  const broken = ['function (', 'local x = nil; x()', 'while true do end', `require('nothing')`];
  for (const source of broken) {
    const problem = await stage.host.reload({ 'help.lua': source });
    assert.match(problem?.text ?? '', /help\.lua:1:/);
  }
  assert.is(stage.errors.length, broken.length);
  assert.match(
    stage.errors[0]!.text,
    /^the changed scripts do not load, the old ones stay: help\.lua:1:/,
  );
  await stage.press(5, 1);
  assert.equal(stage.closed, []);
  assert.equal(stage.printed, ['old', 'old answered']);
});

test('[L78] scripts that fill the memory while they load give their thread up, and the old ones go on', async () => {
  const stage = await Stage.open(version('old'), {
    bounds: { instructions_max: 1e15, running_ms_max: 15_000, silence_ms_max: 18_000 },
  });
  const greedy = 'keep = {} for i = 1, 1e9 do keep[i] = {} end';
  const problem = await stage.host.reload({ 'help.lua': greedy });
  assert.match(problem?.text ?? '', /too much memory/);
  await stage.until(() =>
    stage.errors.some(({ text }) => text.includes('the script thread is replaced')),
  );
  assert.equal(await stage.help(1), { kind: 'ran' });
  assert.equal(stage.printed, ['old']);
});

test('[L72] a reload ends what waits, and the categories are those that were told last', async () => {
  const submit = `function on_help_request(s) print(help_tickets.submit(s, 'Party', 'x')) end`;
  const stage = await Stage.open(submit, { categories: ['Party'] });
  const server = byHand<ScriptResult>();
  stage.answer = () => server.promise;
  const waiting = stage.help(1);
  await stage.until(() => stage.calls.length === 1);
  const reloaded = stage.host.reload({ 'help.lua': submit });
  stage.host.changeCategories(['Bug']);
  await reloaded;
  const outcome = await waiting;
  assert.is(outcome.kind === 'stopped' && outcome.why, 'changed');
  server.settle({ ok: true, value: 1 });
  await stage.help(1);
  assert.equal(stage.printed, ['false\tthere is no such category']);
});

test('[L73] a thread that is started again runs the scripts of the last good reload', async () => {
  const slow = `function on_help_request(s) (("a"):rep(1000)):find(".-.-.-b$") end`;
  const stage = await Stage.open(version('old'), { bounds: { running_ms_max: 1_000 } });
  await stage.host.reload({ 'help.lua': `${slow} function on_told() print('new') end` });
  await stage.host.reload({ 'help.lua': 'function (' });
  assert.is((await stage.help(1)).kind, 'stopped');
  stage.host.event('told', {});
  await stage.until(() => stage.printed.length > 0);
  assert.equal(stage.printed, ['new']);
});

test('[L74] an answer to a form of an earlier server comes to on_form_lost, if there is one', async () => {
  const stage = await Stage.open(version('now'));
  assert.equal(await stage.lose(5, 1, { character: null, entries: [[1, 'kept']] }), {
    kind: 'ran',
  });
  assert.equal(stage.printed, ['now lost\t1\tnil\t5\t1\t0\tnil\tkept']);
  await stage.host.reload({ 'help.lua': '' });
  assert.equal(await stage.lose(5, 1), { kind: 'missing' });
});

test('[L91] an answer that waits while the thread is replaced is not lost', async () => {
  const stage = await Stage.open(
    `function on_help_request(s)
      if s == 2 then (("a"):rep(1000)):find(".-.-.-b$") end
      gump.send(s, gump.create(), 0, 5)
    end
    gump.on(5, 1, function() print('answered') end)
    function on_form_lost(s, c, answer) print('lost', answer.text_entries[1]) end`,
    { bounds: { running_ms_max: 1_000 } },
  );
  await stage.help(1);
  const slow = stage.help(2);
  const answered = stage.press(5, 1, { entries: [[1, 'typed']] });
  assert.is((await slow).kind, 'stopped');
  assert.equal(await answered, { kind: 'ran' });
  assert.equal(stage.printed, ['lost\ttyped']);
});

test('[L76] closing ends what is under way, and afterwards nothing is available', async () => {
  const stage = await Stage.open(
    `function on_help_request(s) help_tickets.submit(s, 'Bug', 'x') end`,
  );
  stage.answer = () => new Promise(() => {});
  const waiting = stage.help(1);
  await stage.until(() => stage.calls.length === 1);
  await stage.host.close();
  assert.equal(await waiting, { kind: 'unavailable' });
  assert.equal(await stage.help(1), { kind: 'unavailable' });
  assert.is((await stage.host.reload({}))?.text, 'the server is stopping');
});

// [L125] Players whose forms went with their scripts are told what happened, and scripts are given
// the reason why an answer comes to on_form_lost.
test('[L125] a script is given the reason why an answer comes to on_form_lost', async () => {
  const telling = `function on_help_request(s)
      if s == 2 then (("a"):rep(1000)):find(".-.-.-b$") end
      gump.send(s, gump.create(), 0, 5)
    end
    gump.on(5, 1, function() end)
    function on_form_lost(s, c, answer) print(answer.reason) end`;
  const stage = await Stage.open(telling, { bounds: { running_ms_max: 1_000 } });
  for (const why of ['restarted', 'failed', 'stopped'] as const) await stage.lose(5, 1, {}, why);
  const reloaded = stage.host.reload({ 'help.lua': telling });
  const crossing = stage.press(5, 1);
  await reloaded;
  await crossing;
  const slow = stage.help(2);
  const waiting = stage.press(5, 1);
  await slow;
  await waiting;
  assert.equal(stage.printed, ['restarted', 'failed', 'stopped', 'changed', 'replaced']);
});

test('[S70] scripts that are changed while their thread waits to start again are what it starts with', async () => {
  const stage = await Stage.open(
    `function on_help_request(s) if s == 1 then while true do end end end`,
    {
      bounds: {
        instructions_max: 1e15,
        running_ms_max: 60_000,
        silence_ms_max: 1_000,
        restart_ms_min: 20,
      },
    },
  );
  await stage.help(1);
  assert.is((await stage.help(1)).kind, 'stopped');
  // The thread that came after the first had done nothing when it died, so the next one waits.
  assert.equal(await stage.help(2), { kind: 'unavailable' });
  assert.is(await stage.host.reload(version('mended')), null);
  while ((await stage.help(1)).kind === 'unavailable') {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(stage.printed, ['mended']);
});
