import type { ScriptBounds } from '../../actors/shard/script/bounds.ts';
import type {
  HandlerOutcome,
  StopCause,
  SubmitResult,
} from '../../actors/shard/script/messages.ts';
import { assert, suite } from '../support/suite.ts';
import { byHand, closeStages, Stage } from './stage.ts';

const test = suite('scripts that overrun');
test.after.each(closeStages);

/** Session 1 runs the code; session 2 has a form open and is fine. */
async function overrunning(code: string, own: Partial<ScriptBounds> = {}): Promise<Stage> {
  // Only tests of the time itself have little of it: the machine may be slow.
  const bounds = { running_ms_max: 15_000, silence_ms_max: 18_000, ...own };
  const stage = await Stage.open(
    `function on_help_request(s)
      if s == 2 then
        gump.send(s, gump.create():page(), 0, 5)
        return
      end
      ${code}
    end
    gump.on(5, 1, function() print('fine') end)
    function on_form_lost(s, c, answer) print('lost', answer.gump_id) end`,
    { bounds },
  );
  await stage.help(2);
  return stage;
}

function assertStopped(outcome: HandlerOutcome, why: StopCause): void {
  assert.is(outcome.kind, 'stopped', JSON.stringify(outcome));
  if (outcome.kind !== 'stopped') return;
  assert.is(outcome.why, why, outcome.traceback);
  assert.match(outcome.traceback, /stack traceback:\n\t.*help\.lua:/s);
}

/** Others have lost nothing by it. */
async function assertOthersGoOn(stage: Stage): Promise<void> {
  assert.equal(stage.closed, []);
  assert.equal(await stage.press(5, 1, { session: 2 }), { kind: 'ran' });
  assert.equal(stage.printed, ['fine']);
}

/** The state was thrown away with the forms it had shown, and there is a new one. */
async function assertStateReplaced(stage: Stage): Promise<void> {
  await stage.until(() => stage.closed.length > 0);
  assert.equal(stage.closed, [[2]]);
  assert.equal(await stage.press(5, 1, { session: 2 }), { kind: 'ran' });
  assert.equal(stage.printed, ['lost\t5']);
}

const endlessly: [string, string][] = [
  ['a loop', 'while true do end'],
  ['a loop in pcall', 'while true do pcall(function() while true do end end) end'],
  ['a loop after an error was caught', 'pcall(error) pcall(error, "x") while true do end'],
  ['a loop in a coroutine', 'coroutine.wrap(function() while true do end end)()'],
  ['a loop of coroutines', 'while true do coroutine.wrap(function() while true do end end)() end'],
  [
    'a loop of short coroutines',
    'while true do coroutine.resume(coroutine.create(function() end)) end',
  ],
  [
    'a loop in a metamethod',
    'local t = setmetatable({}, { __index = function() while true do end end }) print(t.x)',
  ],
  ['a loop in a comparison', 'table.sort({ 1, 2, 3 }, function() while true do end end)'],
  [
    'sorting for ever',
    'local t = {} for i = 1, 5000 do t[i] = i end while true do table.sort(t) end',
  ],
  ['moving for ever', 'local t = {} while true do table.move(t, 1, 100000, 2) end'],
  ['an endless iterator', 'for _ in function() return 1 end do end'],
];

for (const [what, code] of endlessly) {
  test(`[L50] ${what} is stopped by the count of instructions, with a traceback`, async () => {
    const stage = await overrunning(code);
    assertStopped(await stage.help(1), 'instructions');
    assert.match(stage.errors[0]!.text, /^on_help_request: .*stopped after 500000 instructions/);
    assert.match(stage.errors[0]!.traceback ?? '', /stack traceback:/);
    await assertOthersGoOn(stage);
  });
}

const tooDeep: [string, string][] = [
  ['recursion', 'local function f() return 1 + f() end f()'],
  ['recursion by pcall', 'local function f() local _, e = pcall(f) error(e) end f()'],
  [
    'recursion by metamethods',
    'local t = {} setmetatable(t, { __index = function(_, k) return t[k .. 1] end }) print(t.a)',
  ],
  [
    'recursion by tostring',
    'local t = {} setmetatable(t, { __tostring = function(u) return tostring(u) end }) tostring(t)',
  ],
  ['recursion by coroutines', 'local function f() return coroutine.wrap(f)() end f()'],
  ['recursion by gsub', 'local function f() return (("a"):gsub("a", f)) end f()'],
];

for (const [what, code] of tooDeep) {
  test(`[L51] endless ${what} is an error of that handler`, async () => {
    const stage = await overrunning(code);
    const outcome = await stage.help(1);
    assert.is(outcome.kind, 'failed');
    assert.match(JSON.stringify(outcome), /overflow/);
    await assertOthersGoOn(stage);
  });
}

const tooLong: [string, string][] = [
  ['concatenation', 'local s = ("x"):rep(1000000) return s .. s'],
  [
    'concatenation of many',
    'local s = ("x"):rep(1000000) return s .. s .. s .. s .. s .. s .. s .. s',
  ],
  ['string.rep', 'return ("x"):rep(2000000000)'],
  ['string.rep with a separator', 'return (""):rep(2000000000, "x")'],
  [
    'table.concat',
    'local t = {} for i = 1, 1100 do t[i] = ("x"):rep(1000) end return table.concat(t)',
  ],
  ['string.format', 'local s = ("x"):rep(600000) return ("%s%s"):format(s, s)'],
  ['string.format of quoted text', 'return ("%q"):format(("\\n"):rep(600000))'],
  ['string.gsub', 'return (("x"):rep(2000):gsub("x", ("y"):rep(2000)))'],
  ['string.pack', 'return string.pack("c2000000000", "x")'],
];

for (const [what, code] of tooLong) {
  test(`[L52] a string that gets too long by ${what} is an error of that handler`, async () => {
    const stage = await overrunning(code);
    const outcome = await stage.help(1);
    assert.is(outcome.kind, 'failed');
    assert.match(
      JSON.stringify(outcome),
      /help\.lua:6: a string may not be longer than 1048576 bytes/,
    );
    await assertOthersGoOn(stage);
  });
}

test('[L53] a loop that doubles a string ends before it takes memory, also inside pcall', async () => {
  const stage = await overrunning(`local s = 'x'
    if s2 then while true do pcall(function() s = s .. s end) end end
    s2 = true
    for i = 1, 40 do s = s .. s end`);
  const before = process.memoryUsage.rss();
  assert.is((await stage.help(1)).kind, 'failed');
  assertStopped(await stage.help(1), 'memory');
  assert.ok(process.memoryUsage.rss() - before < 150 * 2 ** 20, 'resident memory grew by 150 MiB');
  await assertOthersGoOn(stage);
});

test('[L54] one handler builds a bounded amount of strings', async () => {
  const stage = await overrunning(
    `local t = {} while true do t[#t + 1] = ('x'):rep(1000000) .. #t end`,
  );
  assertStopped(await stage.help(1), 'memory');
  await assertOthersGoOn(stage);
});

test('[L55] strings kept from handler to handler throw the state away before they take much memory', async () => {
  const stage = await overrunning(
    `keep = keep or {} for i = 1, 20 do keep[#keep + 1] = ('x'):rep(500000) .. #keep end`,
  );
  const before = process.memoryUsage.rss();
  let outcome = await stage.help(1);
  for (let count = 0; outcome.kind === 'ran' && count < 100; count++) outcome = await stage.help(1);
  assertStopped(outcome, 'memory');
  assert.ok(process.memoryUsage.rss() - before < 400 * 2 ** 20, 'resident memory grew by 400 MiB');
  await assertStateReplaced(stage);
});

test('[L56] a giant table throws the state away before the thread dies of it', async () => {
  const stage = await overrunning(
    'keep = {} local i = 0 while true do i = i + 1 keep[i] = {} end',
    {
      instructions_max: 1e15,
    },
  );
  assertStopped(await stage.help(1), 'memory');
  await assertStateReplaced(stage);
});

const tooSlow: [string, string][] = [
  ['a pattern that backtracks', '(("a"):rep(1000)):find(".-.-.-b$")'],
  [
    'a table that says it is endless',
    'table.concat(setmetatable({}, { __index = function() return "" end }), "", 1, 2000000000)',
  ],
];

for (const [what, code] of tooSlow) {
  test(`[L57] ${what} is stopped by time, and the state it may have left torn is thrown away`, async () => {
    const bounds = { running_ms_max: 300, instructions_max: 1e15 };
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
    { bounds: { running_ms_max: 300 } },
  );
  const servers = [byHand<SubmitResult>(), byHand<SubmitResult>()];
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
  servers[0]!.settle({ ok: true, number: 1 });
  stage.host.event('nothing', {});
  servers[1]!.settle({ ok: true, number: 2 });
  assert.equal(await later, { kind: 'ran' });
  assert.equal(stage.printed, ['1\ttrue\t2']);
});

test('[L59] a handler that is stopped takes nothing from another that waits', async () => {
  const stage = await Stage.open(`function on_help_request(s)
    if s == 1 then while true do end end
    print(help_tickets.submit(s, 'Bug', 'x'))
  end`);
  const server = byHand<SubmitResult>();
  stage.answer = () => server.promise;
  const waiting = stage.help(2);
  await stage.until(() => stage.calls.length === 1);
  assertStopped(await stage.help(1), 'instructions');
  server.settle({ ok: true, number: 6 });
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
    silence_ms_max: 200,
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
        silence_ms_max: 200,
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
  const server = byHand<SubmitResult>();
  stage.answer = () => server.promise;
  const held = [stage.help(1), stage.help(2)];
  assert.equal(await stage.help(1), { kind: 'unavailable' });
  server.settle({ ok: true, number: 1 });
  assert.equal(await Promise.all(held), [{ kind: 'ran' }, { kind: 'ran' }]);
  assert.equal(await stage.help(1), { kind: 'ran' });
});
