import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ScriptResult } from '../../actors/shard/script/messages.ts';
import { assert, suite } from '../support/suite.ts';
import { assertStateReplaced, assertStopped, overrunning } from './overrunning.ts';
import { byHand, closeStages, Stage } from './stage.ts';

const test = suite('the script thread');
test.after.each(closeStages);

const tooSlow: [string, string][] = [
  ['a pattern that backtracks', '(("a"):rep(1000)):find(".-.-.-b$")'],
  [
    'a table that says it is endless',
    'table.concat(setmetatable({}, { __index = function() return "" end }), "", 1, 2000000000)',
  ],
];

test('[L153] nothing that the script thread loads awaits at its top level: ending such a thread early aborts the process on Node 22 and 24', () => {
  const worker = fileURLToPath(new URL('../../actors/shard/script/worker.js', import.meta.url));
  // Modules that await cannot be required: Node says so before it runs any of them.
  const { stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(worker)})`], {
    encoding: 'utf8',
  });
  assert.match(stderr, 'this file runs as a worker thread');
});

for (const [what, code] of tooSlow) {
  // [L57] What is slow inside one library call is stopped by time, and the Lua state it may have
  // left torn is thrown away.
  test(`[L57] ${what} is stopped by time, and the state it may have left torn is thrown away`, async () => {
    const bounds = { running_ms_max: 1_000, instructions_max: 1e15 };
    const stage = await overrunning(code, bounds);
    assertStopped(await stage.help(1), 'time');
    await assertStateReplaced(stage);
  });
}

test('[L58] what waits for the server while the state is thrown away ends, and what had not begun is served', async () => {
  const stage = await Stage.open(
    `function on_help_request(s)
      if s == 2 then (("a"):rep(1000)):find(".-.-.-b$") end
      print(s, help_tickets.submit(s, 'Bug', 'x'))
    end`,
    { bounds: { running_ms_max: 1_000 } },
  );
  const servers = [byHand<ScriptResult>(), byHand<ScriptResult>()];
  stage.answer = () => servers[stage.calls.length - 1]!.promise;
  const waiting = stage.help(1);
  await stage.until(() => stage.calls.length === 1);
  const slow = stage.help(2);
  const later = stage.help(1);
  assertStopped(await slow, 'time');
  const ended = await waiting;
  assert.is(ended.kind === 'stopped' && ended.why, 'replaced');
  await stage.until(() => stage.calls.length === 2);
  // The answer for the old state must not reach whoever waits in the new one.
  servers[0]!.settle({ ok: true, value: 1 });
  stage.host.event('nothing', {});
  servers[1]!.settle({ ok: true, value: 2 });
  assert.equal(await later, { kind: 'ran' });
  assert.equal(stage.printed, ['1\ttrue\t2']);
});

test('[L59] a handler that is stopped takes nothing from another that waits', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    if s == 1 then while true do end end
    print(help_tickets.submit(s, 'Bug', 'x'))
  end`);
  const server = byHand<ScriptResult>();
  stage.answer = () => server.promise;
  const waiting = stage.help(2);
  await stage.until(() => stage.calls.length === 1);
  assertStopped(await stage.help(1), 'instructions');
  server.settle({ ok: true, value: 6 });
  assert.equal(await waiting, { kind: 'ran' });
  assert.equal(stage.printed, ['true\t6']);
});

test('[L60] instructions are counted over the whole handler, waiting included, and afresh for the next', async () => {
  const stage = await Stage.open(
    `function on_help_request(s)
      local function work() for i = 1, 6000 do end end
      work()
      if s == 1 then help_tickets.submit(s, 'Bug', 'x') work() end
    end`,
    { bounds: { instructions_max: 10_000 } },
  );
  assert.equal(await stage.help(2), { kind: 'ran' });
  assert.equal(await stage.help(2), { kind: 'ran' });
  assertStopped(await stage.help(1), 'instructions');
});

test('[L61] a coroutine kept from a stopped handler is counted rightly in the next', async () => {
  const stage = await Stage.open(
    `kept = coroutine.create(function() while true do pcall(function() while not rest do end end) coroutine.yield() end end)
    function on_help_request(s)
      if s == 1 then coroutine.resume(kept) coroutine.resume(kept) while true do end end
      rest = true
      print(coroutine.resume(kept))
    end`,
    { bounds: { instructions_max: 20_000 } },
  );
  assertStopped(await stage.help(1), 'instructions');
  assert.is((await stage.help(2)).kind, 'ran');
});

test('[L62] a thread that dies of memory is started again; its sessions live on', async () => {
  const stage = await overrunning(
    'keep = {} local i = 0 while true do i = i + 1 keep[i] = {} end',
    {
      instructions_max: 1e15,
      heap_bytes_max: 1e15,
      running_ms_max: 15_000,
      silence_ms_max: 15_000,
      thread_heap_mb_max: 24,
    },
  );
  const killed = stage.help(1);
  const behind = stage.help(2);
  const outcome = await killed;
  assert.is(outcome.kind === 'stopped' && outcome.why, 'memory');
  assert.equal(await behind, { kind: 'ran' });
  await stage.press(5, 1, { session: 2 });
  assert.equal(stage.printed, ['fine']);
  assert.match(stage.errors[0]!.text, /the script thread is replaced/);
});

test('[L63] a thread that says nothing for too long is replaced', async () => {
  const stage = await overrunning('while true do end', {
    instructions_max: 1e15,
    running_ms_max: 60_000,
    silence_ms_max: 1_000,
  });
  const outcome = await stage.help(1);
  assert.is(outcome.kind === 'stopped' && outcome.why, 'time');
  await assertStateReplaced(stage);
});

test('[L64] a thread that dies before it got anything done is started again after a pause', async () => {
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
  const first = stage.help(1);
  const behind = stage.help(2);
  assert.is((await first).kind, 'stopped');
  assert.is((await behind).kind, 'stopped');
  assert.equal(await stage.help(2), { kind: 'unavailable' });
  let outcome = await stage.help(2);
  while (outcome.kind === 'unavailable') {
    await new Promise((resolve) => setImmediate(resolve));
    outcome = await stage.help(2);
  }
  assert.equal(outcome, { kind: 'ran' });
});

test('[L65] requests under way are bounded', async () => {
  const stage = await Stage.open(
    `function on_help_request(s) help_tickets.submit(s, 'Bug', 'x') end`,
    {
      bounds: { requests_max: 2 },
    },
  );
  const server = byHand<ScriptResult>();
  stage.answer = () => server.promise;
  const held = [stage.help(1), stage.help(2)];
  assert.equal(await stage.help(1), { kind: 'unavailable' });
  server.settle({ ok: true, value: 1 });
  assert.equal(await Promise.all(held), [{ kind: 'ran' }, { kind: 'ran' }]);
  assert.equal(await stage.help(1), { kind: 'ran' });
});
