import { assert, suite } from '../support/suite.ts';
import {
  assertOthersGoOn,
  assertStateReplaced,
  assertStopped,
  overrunning,
} from './overrunning.ts';
import { closeStages } from './stage.ts';

const test = suite('scripts that overrun');
test.after.each(closeStages);

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
  // [L50] An endless loop — plain, in pcall, after a caught error, in coroutines, in callbacks — is
  // stopped by the count of instructions, with a traceback; other players lose nothing.
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
  // [L51] Endless recursion, by whatever way, is an error of that handler alone.
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
  // [L52] A string that would get longer than its bound is an error of that handler, by whatever
  // way it is built.
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

test('[L66] a loop that shows forms ends before it floods the server', async () => {
  const code = 'local g = gump.create() while true do gump.send(s, g) end';
  const stage = await overrunning(code);
  assertStopped(await stage.help(1), 'calls');
  assert.is(stage.forms.filter(({ session }) => session === 1).length, 8);
  await assertOthersGoOn(stage);
});
