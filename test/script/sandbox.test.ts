import { assert, rejects, suite } from '../support/suite.ts';
import { closeStages, printedBy, Stage } from './stage.ts';

const test = suite('the Lua sandbox');
test.after.each(closeStages);

test('[L10] load, dofile, xpcall, collectgarbage, string.dump and the libraries of the system are absent', async () => {
  const absent = [
    'load',
    'loadstring',
    'loadfile',
    'dofile',
    'xpcall',
    'collectgarbage',
    'io',
    'os',
    'debug',
    'package',
    'js',
    'string.dump',
  ];
  const names = absent.map((name) => `type(${name})`).join(', ');
  assert.equal(await printedBy(`print(${names})`), [absent.map(() => 'nil').join('\t')]);
});

test('[L11] the rest of the standard library is there and does what Lua says', async () => {
  const lines = await printedBy(`
    print(("%5.2f|%-4s|%03d"):format(1.5, "ab", 7), ("abc"):rep(3, "-"), ("x"):rep(0) == "")
    print(table.concat({1, 2, 3}, "+"), select("#", table.unpack({1, nil, 3}, 1, 3)), #table.pack(1, 2))
    local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) table.insert(t, 1, 9) table.remove(t)
    print(t[1], t[2], t[3], #t, #table.move({1, 2}, 1, 2, 3))
    print(("a,b"):find(",", 1, true), ("key=val"):match("(%w+)=(%w+)"), (("aXb"):gsub("X", "%0%0")))
    print(pcall(error, "no"), (pcall(error)), math.type(1), math.type(1.5), utf8.char(228, 8364))
    local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
    print(co(1), co(5), tostring(nil), tonumber("0x10"), tonumber("zz", 36))
  `);
  assert.equal(lines, [
    ' 1.50|ab  |007\tabc-abc-abc\ttrue',
    '1+2+3\t3\t2',
    '9\t3\t2\t3\t4',
    '2\tkey\taXXb',
    'false\tfalse\tinteger\tfloat\tä€',
    '2\t10\tnil\t16\t1295',
  ]);
});

test('[L12] whole numbers print without a fraction, also those beyond 32 bits', async () => {
  const stage = await Stage.open(
    'function on_thing(e) print(e.small, e.large .. "", e.huge, e.part, 100 / 2, #e.list) end',
  );
  stage.host.event('thing', {
    small: 7,
    large: 4_000_000_001,
    huge: 2 ** 53 - 1,
    part: 0.5,
    list: [1, 2],
  });
  await stage.until(() => stage.printed.length > 0);
  assert.equal(stage.printed, ['7\t4000000001\t9007199254740991\t0.5\t50\t2']);
});

test('[L13] require finds ?.lua, ?/init.lua, modules/?.lua and modules/?/init.lua, and runs each once', async () => {
  const stage = await Stage.open({
    'help.lua': `
      local a, b, c, d = require('gumps.a'), require('b'), require('c'), require('deep.d')
      function on_help_request() print(a, b, c, d.name, require('b') == b, require('quiet')) end`,
    'gumps/a.lua': `return 'a'`,
    'b/init.lua': `loads = (loads or 0) + 1 return 'b' .. loads`,
    'modules/c.lua': `return 'c'`,
    'modules/deep/d/init.lua': `return { name = ... }`,
    'quiet.lua': '',
  });
  await stage.help();
  assert.equal(stage.printed, ['a\tb1\tc\tdeep.d\ttrue\ttrue']);
});

test('[L14] require reaches nothing but the scripts', async () => {
  const names = [
    'fs',
    'node:fs',
    '../help',
    '/etc/passwd',
    '..',
    '',
    'a/b',
    '?',
    '$&',
    'help.lua',
    '__proto__',
    'constructor',
    'toString',
    'help ',
  ];
  const calls = names.map((name) => `print(pcall(require, '${name}'))`).join(' ');
  const lines = await printedBy(calls);
  assert.is(lines.length, names.length);
  for (const line of lines) assert.match(line, /^false\t.*not found:/s);
});

test('[L15] a module that requires itself, does not compile or fails is an error that says where', async () => {
  const stage = await Stage.open({
    'help.lua': `function on_help_request()
      for _, name in ipairs({'round', 'torn', 'bad', 'binary'}) do print(select(2, pcall(require, name))) end end`,
    'round.lua': `require('other')`,
    'other.lua': `require('round')`,
    'torn.lua': 'local x = = 1',
    'bad.lua': '\n\nerror("oh")',
    'binary.lua': '\x1bLua',
  });
  await stage.help();
  assert.match(stage.printed[0]!, /other\.lua:1: module 'round' requires itself/);
  assert.match(stage.printed[1]!, /error loading module 'torn':\s+torn\.lua:1: unexpected symbol/);
  assert.match(stage.printed[2]!, /^bad\.lua:3: oh/);
  assert.match(stage.printed[3]!, /attempt to load a binary chunk/);
});

test('[L16] nothing a script holds leads to JavaScript', async () => {
  const lines = await printedBy(`
    local g = gump.create()
    local words = { 'constructor', '__proto__', 'prototype', 'draft', 'elements', 'data', '__index', '__metatable' }
    for _, word in ipairs(words) do
      local _, of_builder = pcall(function() return g[word] end)
      local _, of_function = pcall(function() return print[word] end)
      local _, of_thread = pcall(function() return coroutine.running()[word] end)
      local _, of_text = pcall(function() return ('')[word] end)
      print(word, type(of_builder), type(of_function), type(of_thread), type(of_text))
    end
  `);
  // Functions and threads cannot be indexed: what is printed there is the error message.
  for (const line of lines) assert.match(line, /^\w+\tnil\tstring\tstring\tnil$/);
  assert.is(lines.length, 8);
});

test('[L17] the builder and its methods cannot be changed by a script', async () => {
  const lines = await printedBy(`
    local g = gump.create()
    print(getmetatable(g), pcall(setmetatable, g, {}))
    print(pcall(function() g.text = print end))
    print(pcall(g.text, {}, 1, 2, 3, 'x'))
  `);
  assert.match(lines[0]!, /^false\tfalse\t/);
  assert.match(lines[1]!, /^false\t/);
  assert.match(lines[2]!, /^false\t.*gump builder expected/);
});

test('[L18] keys with control characters are different keys, and text sorts by its bytes', async () => {
  const lines = await printedBy(`
    local t = { ['\\1\\17'] = 'a', ['\\17\\1'] = 'b', ['\\10a'] = 'c', ['\\166\\1'] = 'd' }
    print(t['\\1\\17'], t['\\17\\1'], t['\\10a'], t['\\166\\1'], '\\t' < 'a', 'a' < 'b', 'Z' < 'a', 'a' < 'ä')
  `);
  assert.equal(lines, ['a\tb\tc\td\ttrue\ttrue\ttrue\ttrue']);
});

test('[L19] print goes to the log of the server, bounded in lines and length', async () => {
  const lines = await printedBy(`for i = 1, 100 do print(i, ('x'):rep(5000)) end`, {
    bounds: { print_lines_max: 3, print_chars_max: 10 },
  });
  assert.equal(lines, ['1\txxxxxxxx', '2\txxxxxxxx', '3\txxxxxxxx', '(more lines are not logged)']);
});

test('[L20] an entry script that does not compile or fails is told with its line, and there is no host', async () => {
  const torn = await rejects(Stage.open('function on_help_request('), /help\.lua:1:/);
  assert.is(torn.name, 'ScriptLoadError');
  await rejects(
    Stage.open('local x = nil\nprint(x.y)'),
    /^help\.lua:2: attempt to index a nil value/,
  );
  await rejects(Stage.open({ 'other.lua': '' }), /there is no script file help\.lua/);
  await rejects(
    Stage.open({ 'help.lua': `require('part')`, 'part.lua': '\nboom()' }),
    /part\.lua:2:/,
  );
  await rejects(Stage.open('while true do end'), /stopped after \d+ instructions/);
  await rejects(Stage.open('gump.create():text()'), /bad argument/);
  await rejects(
    Stage.open('-- long', { bounds: { sources_chars_max: 5 } }),
    /longer than 5 characters/,
  );
});
