import { borrowers, composers, everywhere, keptFrom, lent, reach, type Kept } from './walls.ts';

/** What is refused in an import, by a regular expression of its path. */
interface Refused {
  readonly regex: string;
  readonly message: string;
  readonly allowTypeImports?: true;
}

/**
 * The settings of oxlint, `.oxlintrc.json`: the rules that hold everywhere, and of each wall what it
 * refuses. A later override replaces an earlier one of the same rule, so each says all that holds for
 * its folder.
 */
export function lintConfig(): object {
  return {
    $schema: './node_modules/oxlint/configuration_schema.json',
    ignorePatterns: [
      'test/compat/clients/',
      'dist/',
      'build/',
      '.build/',
      'node_modules/',
      'coverage/',
    ],
    plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node'],
    categories: { correctness: 'error', suspicious: 'error' },
    rules: { ...rules, ...Object.fromEntries(wrong_here.map((name) => [name, 'off'])) },
    overrides: [
      ...walled().map((folder) => override([`${folder}/**`], importsOf(folder))),
      ...globals,
      ...careful,
      override(['test/**', 'bench/**'], [only_suite]),
      {
        files: ['test/support/suite.ts', 'test/fixtures/runner/**'],
        rules: { 'no-restricted-imports': 'off' },
      },
      {
        files: ['test/**', 'bench/**', 'server/cli/**', 'clients/shard/**'],
        rules: { 'no-console': 'off' },
      },
      { files: tables, rules: { 'max-lines': 'off' } },
      { files: ['**/vite.config.ts'], rules: { 'import/no-default-export': 'off' } },
    ],
  };
}

const rules = {
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  'no-console': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'max-lines': ['error', { max: 300 }],
  'import/no-default-export': 'error',
  'import/no-cycle': 'error',
  'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  'typescript/no-floating-promises': 'error',
  'typescript/no-misused-promises': 'error',
  'typescript/only-throw-error': 'error',
  'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  'typescript/no-explicit-any': 'error',
  'unicorn/prefer-node-protocol': 'error',
} as const;

/** Tables, and samples one beside the other: a page of them has no second subject to be split by. */
const tables = [
  'protocol/messages.ts',
  'test/access/rows.ts',
  'test/storage/stored-forms/*-forms.ts',
  'test/support/golden.ts',
];

/** Brought by the categories, and wrong more often than right here. */
const wrong_here = [
  'typescript/no-non-null-assertion',
  'typescript/no-unsafe-type-assertion',
  'no-underscore-dangle',
  'typescript/consistent-return',
  'unicorn/consistent-function-scoping',
  'import/no-unassigned-import',
  'promise/always-return',
  'import/no-named-as-default-member',
  'unicorn/prefer-add-event-listener',
  'unicorn/require-post-message-target-origin',
  'unicorn/no-useless-spread',
  'typescript/unbound-method',
];

const only_suite: Refused = {
  regex: '^(uvu)(/|$)',
  message: 'Use suite() of test/support/suite.ts: uvu alone passes what failed.',
};
const only_adapter: Refused = {
  regex: '^(discord\\.js|uvu)(/|$)',
  message: "Only actors/discord/adapter/ knows discord.js, and only the tests' suite.ts knows uvu.",
};
const io = '(node:)?(child_process|cluster|dgram|dns|fs|http|http2|https|net|os|process|tls)';
const kept: Readonly<Record<Kept, Refused | undefined>> = {
  node: { regex: '^(node:|ws(/|$)|lmdb|hono|@hono/)', message: 'This folder touches no Node.' },
  io: {
    regex: `^(${io}|ws|lmdb|hono|@hono/node-server)(/|$)`,
    message: 'Sockets, files and the environment belong to server/.',
  },
  io_but_ws: {
    regex: `^(${io}|lmdb|hono|@hono/node-server)(/|$)`,
    message: 'Of sockets and files, the shard SDK knows ws only.',
  },
  none: undefined,
};

/** Those that hold others come first. */
function walled(): string[] {
  return Object.keys(reach).toSorted((a, b) => a.split('/').length - b.split('/').length);
}

function importsOf(folder: string): Refused[] {
  const may = [folder, ...reach[folder]!];
  const mayNot = everywhere.filter(
    (into) => !may.some((known) => into === known || into.startsWith(`${known}/`)),
  );
  // What is open within a folder that is closed is told apart by its own folders.
  const names = mayNot.filter((into) => !may.some((known) => known.startsWith(`${into}/`)));
  const told = reach[folder]!.length === 0 ? 'nothing of ours' : reach[folder]!.join(', ');
  const isBorrower = borrowers.includes(folder);
  const room = /^server\/(?!cli$)/u.test(folder);
  return [
    { regex: climbingTo(folder, names), message: `${folder} imports ${told}.` },
    ...(room
      ? [
          {
            regex: `^(\\./)?(\\.\\./)+(server/)?(${composers.join('|')})\\.ts$`,
            message: 'This is put together of the rooms, and none of them knows it.',
          },
        ]
      : []),
    ...(isBorrower ? [borrowed()] : []),
    ...(kept[keptFrom[folder] ?? 'none'] === undefined ? [] : [kept[keptFrom[folder]!]!]),
    folder === 'actors/discord/adapter' ? only_suite : only_adapter,
  ];
}

/**
 * `regex` knows no look-ahead, so a path is refused by the folder that it climbs to, from the root or
 * from any folder that holds both.
 */
function climbingTo(folder: string, names: readonly string[]): string {
  const own = folder.split('/');
  const parts = names.map((name) => {
    const path = name.split('/');
    const differs = path.findIndex((part, at) => part !== own[at]);
    const shared = path.slice(0, differs).map((part) => `(${part}/)?`);
    return [...shared, path.slice(differs).join('/')].join('');
  });
  return `^(\\./)?(\\.\\./)+(${parts.join('|')})(/|$)`;
}

function borrowed(): Refused {
  const folder = lent.folder.replace('server/', '(server/)?');
  const file = lent.file.replaceAll('.', '\\.');
  return {
    regex: `^\\.{1,2}/(\\.\\./)*(${folder}(/|$)|${file}$)`,
    allowTypeImports: true,
    message: 'Read models are made beside the log and lent: a surface imports their types.',
  };
}

function override(files: readonly string[], patterns: readonly Refused[]): object {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

const surroundings = 'Sockets and the environment belong to server/.';
const nothing = 'Nothing of the surroundings is known here.';
const waiting = 'Waiting is for actors/runtime.';

const noSurroundings = ['process', 'fetch', 'WebSocket'].map((name) => ({
  name,
  message: surroundings,
}));
const clocked = 'Time comes from a clock, such as that of server/platform/clock.ts.';
const noTime = ['setTimeout', 'setInterval', 'setImmediate', 'performance'].map((name) => ({
  name,
  message: clocked,
}));
const noWallTime = ['error', { object: 'Date', property: 'now', message: clocked }];

const globals = [
  {
    files: ['actors/**'],
    rules: {
      'no-restricted-globals': ['error', ...noSurroundings, ...noTime],
      'no-restricted-properties': noWallTime,
    },
  },
  {
    files: ['server/**'],
    rules: {
      'no-restricted-globals': ['error', ...noTime],
      'no-restricted-properties': noWallTime,
    },
  },
  // Where clocks are made.
  {
    files: ['server/platform/clock.ts', 'actors/shard/script/worker.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['protocol/**', 'actors/ticket/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'The time is an argument.' },
        { name: 'performance', message: 'The time is an argument.' },
        { name: 'crypto', message: 'Ids and randomness are arguments.' },
        ...['process', 'globalThis', 'fetch', 'WebSocket'].map((name) => ({
          name,
          message: nothing,
        })),
        { name: 'Buffer', message: 'This runs in browsers too: Uint8Array.' },
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
          name,
          message: waiting,
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Ids and randomness are arguments.' },
      ],
    },
  },
];

/** Where parts are put together, each is made of those before it. */
const careful = [
  {
    files: [
      'server/compose.ts',
      'server/compose-tickets.ts',
      'server/server.ts',
      'server/discord/discord.ts',
      'server/discord/run.ts',
      'server/http/app.ts',
      'server/sockets/listen.ts',
      'server/sockets/parts.ts',
      'server/sockets/watches/sources.ts',
      'server/projections/**',
    ],
    rules: { 'no-use-before-define': ['error', { functions: false, classes: false }] },
  },
];
