import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';
import { CliFolder, listens, run, type Cli } from './cli.ts';

const test = suite('a start that cannot be', { limit_ms: 60_000 });
const folders: CliFolder[] = [];

test.after.each(async () => {
  await Promise.all(folders.splice(0).map((folder) => folder.remove()));
});

function newFolder(): CliFolder {
  const folder = new CliFolder();
  folders.push(folder);
  return folder;
}

/** Whom files can be closed to: root reads everything. */
const stranger = process.getuid?.() === 0 ? 65_534 : undefined;
const strangersRun =
  stranger === undefined ||
  spawnSync(process.execPath, ['-e', `require('fs').readdirSync(process.argv[1])`, packageRoot], {
    uid: stranger,
    gid: stranger,
  }).status === 0;

/** As whoever runs the server sees it. */
function closed(path: string): void {
  chmodSync(path, 0);
  if (stranger !== undefined) chownSync(path, stranger, stranger);
}

function startAsStranger(folder: CliFolder): Cli {
  if (stranger !== undefined) chownSync(folder.data, stranger, stranger);
  return folder.start(stranger);
}

const pipe = (path: string): void => assert.is(spawnSync('mkfifo', [path]).status, 0);
const folderAt = (path: string): void => mkdirSync(path);
const toNowhere = (path: string): void => symlinkSync('nowhere', path);
const noFile = (name: string): RegExp =>
  new RegExp(`^\\S*/${name} is in the way, for it is no file: move it elsewhere\\.\n$`, 'u');

/** What stands where this server keeps a file, and the one sentence. */
const inTheWay: ReadonlyArray<readonly [string, (path: string) => void, RegExp]> = [
  ['shardbell.config.json', folderAt, noFile('shardbell.config.json')],
  ['shardbell.config.json', pipe, noFile('shardbell.config.json')],
  [
    'shardbell.config.json',
    toNowhere,
    /^\S*\/shardbell\.config\.json is a link that leads nowhere: mend or remove it\.\n$/u,
  ],
  ['server.pid', folderAt, noFile('server.pid')],
  ['reserve', folderAt, noFile('reserve')],
  ['data.mdb', pipe, noFile('data.mdb')],
  ['lock.mdb', folderAt, noFile('lock.mdb')],
  ['control', folderAt, /\/control is in the way of the control socket \(\w+\): remove it\.\n$/u],
];

function sentenceOf(err: string): string {
  // A folder made by a test is open to others, which the log says before.
  return err.replaceAll(/^\{.*\}\n/gmu, '');
}

test('[O17] a start that cannot be is one sentence on standard error and exit code 1', async () => {
  const folder = newFolder();
  const [, origin = ''] = await folder.start().said(listens);
  const { port } = new URL(origin);
  const wrong = newFolder();
  writeFileSync(join(wrong.data, 'shardbell.config.json'), '{ "port": -1 }');
  writeFileSync(join(folder.data, 'a-file'), '');
  const at = (data: string, more: object = {}) =>
    run(['start'], { SHARDBELL_DATA: data, SHARDBELL_PORT: '0', ...more });
  const refused = await Promise.all([
    at(folder.data),
    at(newFolder().data, { SHARDBELL_PORT: port }),
    at(wrong.data, { SHARDBELL_PORT: '' }),
    at(join(folder.data, 'a-file', 'data')),
    at(join(folder.data, 'a-file')),
    at(join(folder.data, 'x'.repeat(100))),
  ]);
  const sentences = [
    /^The data folder .* is in use by a running Shardbell.*\n$/u,
    new RegExp(`^Port ${port} of 127.0.0.1 is in use.*\n$`, 'u'),
    /^port in .*shardbell\.config\.json is -1, but must be a whole number.*\n$/u,
    /^The data folder .* cannot be made \(ENOTDIR\).*\n$/u,
    /^The data folder .* cannot be made \(EEXIST\).*\n$/u,
    /^The path .* is \d+ bytes longer than a socket's may be: use a shorter data folder\.\n$/u,
  ];
  for (const [i, { code, out, err }] of refused.entries()) {
    assert.equal([code, out], [1, ''], `${sentences[i]}`);
    assert.match(err, sentences[i]!);
  }
});

// [O59] Whatever stands in the place of a file of the data folder, or cannot be read there, is
// named in one sentence, and nothing starts.
test('[O59] whatever stands in the place of a file of the data folder is named, and nothing starts', async () => {
  const ran = await Promise.all(
    inTheWay.map(([name, make]) => {
      const folder = newFolder();
      make(join(folder.data, name));
      return folder.start().ended();
    }),
  );
  for (const [i, { code, out, err }] of ran.entries()) {
    const [name, make, sentence] = inTheWay[i]!;
    assert.equal([code, out], [1, ''], `${name} ${make.name}`);
    assert.match(sentenceOf(err), sentence);
  }
});

const strangerName = '[O59] so is a file that the user of the server may not read';
const strangerBody = async (): Promise<void> => {
  const cases: ReadonlyArray<readonly [string, RegExp]> = [
    ['shardbell.config.json', /shardbell\.config\.json cannot be read \(EACCES\)\.\n$/u],
    ['server.pid', /cannot be written: server\.pid: permission denied\.\n$/u],
    ['reserve', /cannot be written: reserve: permission denied\.\n$/u],
    ['data.mdb', /cannot be opened: data\.mdb: permission denied\.\n$/u],
  ];
  const ran = await Promise.all(
    cases.map(([name]) => {
      const folder = newFolder();
      writeFileSync(join(folder.data, name), 'x');
      closed(join(folder.data, name));
      return startAsStranger(folder).ended();
    }),
  );
  for (const [i, { code, out, err }] of ran.entries()) {
    const [name, sentence] = cases[i]!;
    assert.equal([code, out], [1, ''], name);
    assert.match(sentenceOf(err), sentence);
  }
};
if (strangersRun) test(strangerName, strangerBody);
else test.skip(strangerName, 'another user cannot read this build', strangerBody);

test('[O60] Help scripts that cannot be read stop no start: the log names them and /ready tells of them', async () => {
  const cases: ReadonlyArray<readonly [(scripts: string) => void, RegExp]> = [
    [(scripts) => writeFileSync(scripts, ''), /scripts is in the way, for it is no folder/u],
    [toNowhere, /scripts is a link that leads nowhere/u],
    [
      (scripts) => {
        mkdirSync(scripts);
        toNowhere(join(scripts, 'help.lua'));
      },
      /The script \S+\/scripts\/help\.lua cannot be read \(ENOENT\)/u,
    ],
    ...(strangersRun
      ? ([
          [
            (scripts: string) => {
              mkdirSync(scripts);
              closed(scripts);
            },
            /The scripts in \S+\/scripts cannot be read \(EACCES\)/u,
          ],
        ] as const)
      : []),
  ];
  await Promise.all(
    cases.map(async ([make, sentence]) => {
      const folder = newFolder();
      make(join(folder.data, 'scripts'));
      const server = strangersRun ? startAsStranger(folder) : folder.start();
      const [, origin] = await server.said(listens);
      assert.match(server.err, sentence);
      const scripts = async (): Promise<[number, string]> => {
        const reply = await fetch(`${origin}/ready`);
        return [
          reply.status,
          ((await reply.json()) as { checks: { scripts: string } }).checks.scripts,
        ];
      };
      const [status, told] = await scripts();
      assert.is(status, 503);
      assert.match(told, /The help scripts do not load/u);
    }),
  );
});
