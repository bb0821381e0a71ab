import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { packageRoot } from './support/package-root.ts';
import { lintConfig } from './support/lint-config.ts';
import { assert, suite } from './support/suite.ts';
import { borrowers, composers, everywhere, lent, reach } from './support/walls.ts';

const io = [
  'node:fs',
  'node:fs/promises',
  'node:net',
  'node:http',
  'node:child_process',
  'lmdb',
  'hono',
];
const packages: { folder: string; may: string[]; mayNot: string[] }[] = [
  {
    folder: 'protocol',
    may: ['valibot', 'msgpackr'],
    mayNot: [...io, 'node:crypto', 'ws', 'discord.js'],
  },
  { folder: 'actors/ticket', may: [], mayNot: [...io, 'node:crypto', 'ws', 'discord.js'] },
  { folder: 'actors/queue', may: [], mayNot: [...io, 'node:crypto', 'ws', 'discord.js'] },
  { folder: 'actors/runtime', may: [], mayNot: [...io, 'ws', 'discord.js'] },
  { folder: 'actors/records', may: [], mayNot: [...io, 'ws', 'discord.js'] },
  { folder: 'actors/roster', may: ['node:crypto'], mayNot: [...io, 'ws', 'discord.js'] },
  { folder: 'actors/settings', may: [], mayNot: [...io, 'ws', 'discord.js'] },
  {
    folder: 'actors/shard',
    may: ['node:worker_threads', 'node:vm', 'fengari'],
    mayNot: [...io, 'ws', 'discord.js'],
  },
  { folder: 'actors/discord', may: [], mayNot: [...io, 'ws', 'discord.js'] },
  { folder: 'actors/discord/adapter', may: ['discord.js'], mayNot: [...io, 'ws'] },
  { folder: 'server', may: [...io, 'ws'], mayNot: ['discord.js'] },
  { folder: 'server/cli', may: [...io, 'ws'], mayNot: ['discord.js'] },
  { folder: 'clients/core', may: ['msgpackr'], mayNot: [...io, 'ws', 'discord.js'] },
  { folder: 'clients/shard', may: ['ws'], mayNot: [...io, 'discord.js'] },
  { folder: 'clients/web', may: ['preact'], mayNot: [...io, 'ws', 'discord.js'] },
  { folder: 'test', may: [...io, 'ws', 'discord.js'], mayNot: ['uvu'] },
];

const impure = [
  'Date.now();',
  'new Date();',
  'Math.random();',
  'performance.now();',
  'crypto.randomUUID();',
  'process.exit();',
  'globalThis.process;',
  "fetch('http://x');",
  "new WebSocket('ws://x');",
  'Buffer.alloc(1);',
  'setTimeout(() => {}, 1);',
  'setInterval(() => {}, 1);',
  'setImmediate(() => {});',
  'queueMicrotask(() => {});',
];
const surroundings = ['process.env;', "fetch('http://x');", "new WebSocket('ws://x');"];

const careless: [what: string, rule: string, code: string][] = [
  ['a floating promise', 'no-floating-promises', 'async function f() {}\nf();'],
  [
    'a switch that forgets a case',
    'switch-exhaustiveness-check',
    "export function f(x: 'a' | 'b') {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}",
  ],
  ['a default export', 'no-default-export', 'export default 1;'],
  ['an unused variable', 'no-unused-vars', 'const unused = 1;'],
  [
    'a type imported as a value',
    'consistent-type-imports',
    "import { T } from './t.ts';\nexport const x: T = 1;",
  ],
  ['a promise taken for a condition', 'no-misused-promises', 'if (Promise.resolve(1)) await 1;'],
  ['a thrown string', 'only-throw-error', "throw 'a string';"],
  ['a built-in module by its bare name', 'prefer-node-protocol', "import 'fs';"],
  ['a loose comparison', 'eqeqeq', 'export const f = (x: string, y: string) => x == y;'],
  ['a line on the console', 'no-console', "console.log('here');"],
  ['an any', 'no-explicit-any', 'export const x = (y: any) => y;'],
];

const test = suite('walls', { limit_ms: 60_000 });
const tree = mkdtempSync(join(tmpdir(), 'shardbell-walls-'));
/** Which rules refused what was planted: file → rules. */
const refusals = new Map<string, string[]>();
let planted = 0;

function plant(folder: string, code: string): string {
  const file = `${folder}/planted-${(planted += 1)}.ts`;
  mkdirSync(join(tree, folder), { recursive: true });
  writeFileSync(join(tree, file), `${code}\n`);
  return file;
}

/** At a path that a wall names. */
function plantAt(file: string, code: string): string {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${code}\n`);
  return file;
}

function plantImport(folder: string, specifier: string): string {
  return plant(folder, `export * from '${specifier}';`);
}

function plantPath(folder: string, into: string): string {
  return plantImport(folder, relative(folder, `${into}/x.ts`));
}

function rulesAgainst(files: string[]): string[] {
  return files.flatMap((file) => refusals.get(file) ?? []);
}

/** Everything is planted while the file loads, and linted once. */
test.before(() => {
  for (const name of ['.oxlintrc.json', 'tsconfig.json'])
    cpSync(join(packageRoot, name), join(tree, name));
  symlinkSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'));
  const found = JSON.parse(lint()) as { diagnostics: { filename: string; code: string }[] };
  for (const { filename, code } of found.diagnostics) {
    refusals.set(filename, [...(refusals.get(filename) ?? []), code]);
  }
});
test.after(() => rmSync(tree, { recursive: true }));

function lint(): string {
  const args = ['--type-aware', '-f', 'json'];
  try {
    return execFileSync(join(packageRoot, 'node_modules/.bin/oxlint'), args, {
      cwd: tree,
      encoding: 'utf8',
    });
  } catch (error) {
    // It exits with 1 when it finds something, as it should here.
    return (error as { stdout: string }).stdout;
  }
}

test('[X5] .oxlintrc.json is made of the table of walls', () => {
  const kept: unknown = JSON.parse(readFileSync(join(packageRoot, '.oxlintrc.json'), 'utf8'));
  assert.equal(kept, lintConfig(), '.oxlintrc.json is stale: run npm run docs');
});

const lines = (count: number): string => Array(count).fill('void 0;').join('\n');
const longest = plant('server/tickets', lines(300));
const tooLong = plant('server/tickets', lines(301));
const longTable = plantAt('protocol/messages.ts', lines(301));

test('[X13] no file has more than 300 lines, but for the tables that are named', () => {
  assert.ok(rulesAgainst([tooLong]).includes('eslint(max-lines)'));
  assert.not(rulesAgainst([longest, longTable]).includes('eslint(max-lines)'));
});

test('every folder of the house has its wall', () => {
  const folders = ['actors', 'clients', 'server'].flatMap((top) =>
    readdirSync(join(packageRoot, top), { withFileTypes: true })
      // The client in Python imports nothing of ours.
      .filter((entry) => entry.isDirectory() && entry.name !== 'python')
      .map((entry) => `${top}/${entry.name}`),
  );
  for (const folder of folders) assert.ok(reach[folder], `${folder} has no line in this test`);
});

for (const [folder, allowed] of Object.entries(reach)) {
  const may = allowed.filter((into) => into !== folder);
  const open = [folder, ...may];
  const mayNot = everywhere.filter(
    (into) =>
      !open.some((known) => into === known || into.startsWith(`${known}/`)) &&
      // Some of what it holds is open; the rest has a line of its own.
      !open.some((known) => known.startsWith(`${into}/`)),
  );
  // What is only lent is told below.
  const made = may.filter((into) => into !== lent.folder || !borrowers.includes(folder));
  const good = made.map((into) => plantPath(folder, into));
  const bad = mayNot.map((into) => [into, plantPath(folder, into)] as const);
  test(`${folder} imports ${may.join(', ') || 'nothing of ours'}, and no other folder`, () => {
    assert.equal(rulesAgainst(good), []);
    for (const [into, file] of bad) {
      assert.equal(
        refusals.get(file),
        ['eslint(no-restricted-imports)'],
        `${folder} reached ${into}`,
      );
    }
  });
}

for (const { folder, may, mayNot } of packages) {
  const good = may.map((name) => plantImport(folder, name));
  const bad = mayNot.map((name) => [name, plantImport(folder, name)] as const);
  const loaded = plant(folder, `export const x = await import('${mayNot[0]}');`);
  test(`${folder} imports none of ${mayNot.join(', ')}`, () => {
    assert.equal(rulesAgainst(good), []);
    for (const [name, file] of [...bad, ['a dynamic import', loaded] as const]) {
      assert.equal(refusals.get(file), ['eslint(no-restricted-imports)'], `${folder} has ${name}`);
    }
  });
}

const timed = ['export const x = Date.now();', 'export const x = performance.now();'].concat(
  ['setTimeout', 'setInterval', 'setImmediate'].map((name) => `${name}(() => {}, 1);`),
);
const unseen: [folder: string, what: string, code: string[]][] = [
  ['protocol', 'no time, no chance and no surroundings', impure],
  ['actors/ticket', 'no time, no chance and no surroundings', impure],
  ['actors/shard', 'no environment and no socket', surroundings],
  ['actors/shard', 'no time but of a clock', timed],
  ['server/storage', 'no time but of a clock', timed],
];
for (const [folder, what, codes] of unseen) {
  const bad = codes.map((code) => [code, plant(folder, code)] as const);
  test(`${folder} knows ${what}`, () => {
    for (const [code, file] of bad) {
      assert.match(String(refusals.get(file)), /no-restricted-(globals|properties)/, code);
    }
  });
}

/** Files that put the rooms of the server together. */
for (const room of Object.keys(reach).filter((name) => /^server\/(?!cli$)/u.test(name))) {
  const bad = composers.map((name) => plantImport(room, `../${name}.ts`));
  test(`${room} knows nothing of what it is a part of`, () => {
    for (const file of bad) {
      assert.equal(refusals.get(file), ['eslint(no-restricted-imports)'], file);
    }
  });
}

for (const surface of borrowers) {
  const paths = ['../projections/planted.ts', '../../actors/queue/queue.ts'];
  const good = paths.map((path) => plant(surface, `export type { ReadMarkers } from '${path}';`));
  const bad = paths.map((path) =>
    plant(surface, `import { ReadMarkers } from '${path}';\nexport const x = new ReadMarkers();`),
  );
  test(`read models are lent to ${surface}, and not made there`, () => {
    assert.equal(rulesAgainst(good), []);
    for (const file of bad) {
      assert.equal(refusals.get(file), ['eslint(no-restricted-imports)'], file);
    }
  });
}

const carefulFiles = [
  'server/compose.ts',
  'server/compose-tickets.ts',
  'server/server.ts',
  'server/discord/discord.ts',
  'server/discord/run.ts',
  'server/http/app.ts',
  'server/sockets/listen.ts',
  'server/sockets/parts.ts',
  'server/sockets/watches/sources.ts',
  'server/projections/planted.ts',
];
for (const file of carefulFiles) {
  plantAt(
    file,
    'export function f() {\n  const a = { ask: () => b.x };\n  const b = { x: 1 };\n  return a.ask;\n}',
  );
  test(`${file} names no part before it is made, not even in a function that is called later`, () => {
    assert.equal(refusals.get(file), ['eslint(no-use-before-define)']);
  });
}
// The walls above name files, so they have to be there.
test('the files where parts are put together are where the walls say', () => {
  for (const file of carefulFiles.filter((one) => !one.includes('planted')))
    assert.ok(existsSync(join(packageRoot, file)), file);
});

for (const [what, rule, code] of careless) {
  const file = plant('server', code);
  test(`${what} is refused`, () => {
    assert.match(String(refusals.get(file)), rule);
  });
}
