import type { ServerMessageOf } from '../../protocol/messages.ts';
import { Overruns } from '../../actors/shard/script/host/overruns.ts';
import type { HandlerOutcome } from '../../actors/shard/script/messages.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { closeStages, Stage } from './stage.ts';

const test = suite('scripts that keep overrunning', { limit_ms: 60_000 });
test.after.each(closeStages);

const stopped: HandlerOutcome = { kind: 'stopped', why: 'time', traceback: '' };
const ran: HandlerOutcome = { kind: 'ran' };

// [L127] A handler that was stopped too often in a row is not called for a while, or until the
// scripts change; others go on.
test('[L127] what was stopped so often in a row is set aside for a while, tried again, and set aside by once more', () => {
  const overruns = new Overruns({ overruns_max: 3, set_aside_ms: 100, handlers_max: 10 });
  const ends = (outcome: HandlerOutcome, now: number) => overruns.ended('a', outcome, now);
  assert.equal([ends(stopped, 0), ends(stopped, 0)], [false, false]);
  assert.not(ends(ran, 0), 'a good run counts from anew');
  assert.equal([ends(stopped, 1), ends(stopped, 1), ends(stopped, 1)], [false, false, true]);
  assert.ok(overruns.isAside('a', 100));
  assert.not(overruns.isAside('b', 100));
  assert.equal(overruns.health(100).aside, ['a']);
  assert.not(overruns.isAside('a', 101));
  assert.ok(ends(stopped, 200), 'it is not given as many tries again');
  overruns.forget();
  assert.not(overruns.isAside('a', 201));
  assert.equal(overruns.health(201).overruns, {
    instructions: 0,
    time: 6,
    memory: 0,
    calls: 0,
    crashed: 0,
  });
});

test('[L127] handlers that wait when the state goes have not overrun, and names are bounded', () => {
  const overruns = new Overruns({ overruns_max: 1, set_aside_ms: 100, handlers_max: 2 });
  const replaced: HandlerOutcome = { kind: 'stopped', why: 'replaced', traceback: '' };
  assert.not(overruns.ended('a', replaced, 0));
  for (const name of ['a', 'b', 'c']) overruns.ended(name, stopped, 0);
  assert.equal(overruns.health(0).aside, ['b', 'c']);
});

const bad = `
function on_help_request(s) if s == 1 then while true do end end gump.send(s, gump.create(), 0, 5) end
gump.on(5, 1, function() print('fine') end)`;

test('[L127] a handler that is set aside is not called, the log says so, others go on, and changed scripts get their chance', async () => {
  const stage = await Stage.open(bad, { bounds: { overruns_max: 2, instructions_max: 50_000 } });
  assert.is((await stage.help(1)).kind, 'stopped');
  assert.equal(await stage.help(2), { kind: 'ran' });
  assert.is((await stage.help(1)).kind, 'stopped');
  assert.is((await stage.help(1)).kind, 'stopped');
  const tracebacks = stage.errors.length;
  assert.equal(await stage.help(1), { kind: 'unavailable' });
  assert.equal(await stage.help(2), { kind: 'unavailable' });
  assert.is(stage.errors.length, tracebacks, 'it was called');
  assert.match(
    stage.errors.at(-1)!.text,
    /^on_help_request is set aside: it was stopped 2 times in a row; it is tried again in 10 minutes/,
  );
  assert.equal(await stage.press(5, 1, { session: 2 }), { kind: 'ran' });
  assert.equal(stage.host.health(), {
    overruns: { instructions: 3, time: 0, memory: 0, calls: 0, crashed: 0 },
    failures: 0,
    eventsDropped: 0,
    aside: ['on_help_request'],
  });
  await stage.host.reload({ 'help.lua': `function on_help_request() print('mended') end` });
  assert.equal(await stage.help(1), { kind: 'ran' });
  assert.equal(stage.host.health().aside, []);
});

test('[L127] a handler of events that keeps overrunning is set aside too, and one that kills its state', async () => {
  const stage = await Stage.open(
    `function on_ticket_opened() (("a"):rep(1000)):find(".-.-.-b$") end
    function on_help_request() print('fine') end`,
    { bounds: { overruns_max: 2, running_ms_max: 1_000 } },
  );
  for (let i = 1; i <= 2; i++) {
    stage.host.event('ticket_opened', {});
    await stage.until(() => stage.closed.length === i);
  }
  assert.equal(stage.host.health().aside, ['on_ticket_opened']);
  stage.host.event('ticket_opened', {});
  assert.is(stage.host.health().eventsDropped, 1);
  assert.equal(await stage.help(1), { kind: 'ran' });
});

test('[L128] what is set aside is told by /metrics, by /ready and to administrators', async () => {
  const server = await Running.start({ 'help.lua': bad });
  try {
    const shard = await server.shard('north');
    await shard.ask({ t: 'account', account: 'a', name: 'ana' });
    await shard.ask({ t: 'character', account: 'a', character: 'c', name: 'Ana' });
    await shard.ask({ t: 'session_opened', session: 's1', account: 'a', character: 'c' });
    shard.send({ t: 'sessions_end' });
    for (let i = 0; i < 11; i++) {
      const answer = await shard.ask({ t: 'help_requested', session: 's1' });
      assert.is(answer.t === 'refused' && answer.code, 'help_unavailable');
    }
    assert.is(shard.all('notify').length, 11, 'the player is told each time');
    const metrics = await (await fetch(`${server.origin}/metrics`)).text();
    assert.match(
      metrics,
      /^shardbell_script_overruns_total\{shard="north",why="instructions"\} 10$/mu,
    );
    assert.match(metrics, /^shardbell_script_handlers_set_aside\{shard="north"\} 1$/mu);
    assert.match(
      metrics,
      /^shardbell_form_answers_dropped_total\{shard="north",why="stale"\} 0$/mu,
    );
    const ready = await fetch(`${server.origin}/ready`);
    assert.is(ready.status, 503);
    const sentence =
      'Part of the help scripts is set aside for a while, as it kept overrunning: on_help_request.';
    assert.match(await ready.text(), `Shard north: ${sentence}`);
    await server.account('ada', [], ['administrators']);
    const ada = await server.signIn('ada');
    const told = (await ada.ask({
      t: 'admin',
      do: { kind: 'shard_list' },
    })) as ServerMessageOf<'answer'>;
    assert.is(told.is.of === 'shards' && told.is.shards[0]!.scripts, sentence);
  } finally {
    await server.stop();
  }
});
