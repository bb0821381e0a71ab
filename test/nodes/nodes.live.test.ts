import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { assert, suite } from '../support/suite.ts';
import { Cli } from '../cli/cli.ts';

/** Each version of Node in `SHARDBELL_TEST_NODES` (paths of binaries, as in PATH), besides this one. */
const others = (process.env.SHARDBELL_TEST_NODES ?? '')
  .split(delimiter)
  .filter((path) => path !== '');
const nodes = [process.execPath, ...others].map((path) => ({
  path,
  version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(),
}));

const starts = 16;
const saves = 10;

const test = suite('versions of Node', { limit_ms: 110_000 });
const running = new Set<Cli>();
let data: string;

test.before.each(() => (data = mkdtempSync(join(tmpdir(), 'shardbell-nodes-'))));
test.after.each(async () => {
  for (const cli of running) {
    cli.child.kill('SIGKILL');
    await cli.ended();
  }
  running.clear();
  rmSync(data, { recursive: true, force: true });
});

function start(folder: string, node: string): Cli {
  const environment = { SHARDBELL_DATA: folder, SHARDBELL_PORT: '0' };
  const server = new Cli(['start'], environment, { node });
  running.add(server);
  return server;
}

async function stopped(server: Cli): Promise<number | string | null> {
  server.child.kill('SIGTERM');
  const { code, signal } = await server.ended();
  running.delete(server);
  return signal ?? code;
}

for (const { path, version } of nodes) {
  // The thread of the scripts is begun and ended again before the server listens.
  // [O49] Every version of Node that the README names starts a server time after time, and runs it
  // on through every save of a script, good or broken.
  test(`[O49] Node ${version} starts a server ${starts} times, on new folders and on old ones`, async () => {
    const ends: (number | string | null)[] = [];
    const inARow = async (folder: string): Promise<void> => {
      for (let i = 0; i < starts / 4; i += 1) {
        const server = start(join(data, folder), path);
        await server.said(/listens on/u);
        ends.push(await stopped(server));
      }
    };
    const each = async (folders: readonly string[]): Promise<void> => {
      for (const folder of folders) await inARow(folder);
    };
    await Promise.all([each(['a', 'b']), each(['c', 'd'])]);
    assert.equal(
      ends,
      Array.from({ length: starts }, () => 0),
    );
  });
}

/** Saves a script again and again; every other time it is broken, which ends its thread as well. */
async function saveAgainAndAgain(path: string, version: string): Promise<number | string | null> {
  const folder = join(data, version, 'scripts');
  mkdirSync(folder, { recursive: true });
  const server = start(join(data, version), path);
  await server.said(/listens on/u);
  for (let i = 1; i <= saves; i += 1) {
    const isGood = i % 2 === 0;
    const line = isGood ? 'were changed, and are loaded again' : 'and the last good ones stay';
    const told = (): number => server.err.split(line).length;
    const before = told();
    writeFileSync(
      join(folder, 'help.lua'),
      isGood ? `function on_help_request() end -- ${i}` : `error('save ${i}')`,
    );
    await server.reported(() => told() > before);
  }
  return stopped(server);
}

const versions = nodes.map(({ version }) => version).join(', ');
test(`[O49] a server runs on through ${saves} saves of a script (Node ${versions})`, async () => {
  const ends = await Promise.all(
    nodes.map(({ path, version }) => saveAgainAndAgain(path, version)),
  );
  assert.equal(
    ends,
    nodes.map(() => 0),
  );
});
