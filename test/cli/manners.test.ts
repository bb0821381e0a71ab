import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, suite } from '../support/suite.ts';
import { Cli, run } from './cli.ts';

const test = suite('manners of the command line', { limit_ms: 60_000 });
const data = mkdtempSync(join(tmpdir(), 'shardbell-manners-'));
const environment = { SHARDBELL_DATA: data, SHARDBELL_PORT: '0', SHARDBELL_PROT: '80' };
let server: Cli;

test.before(() => {
  server = new Cli(['start'], environment);
});
test.after(async () => {
  server.child.kill('SIGKILL');
  await server.ended();
  rmSync(data, { recursive: true, force: true });
});

test('[O46] a server goes on when its terminal is closed (SIGHUP) and when nobody reads its output any more', async () => {
  const [, port] = await server.said(/listens on http:\/\/127\.0\.0\.1:(\d+)\n/u);
  server.child.stdout!.destroy();
  server.child.kill('SIGHUP');
  while (!server.err.includes('SIGHUP: goes on')) await new Promise((next) => setImmediate(next));
  assert.is((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
});

test('[O62] a server names the variables that look like settings and are none, with the one that was meant', () => {
  assert.match(
    server.err,
    /SHARDBELL_PROT is no setting and has no effect: did you mean SHARDBELL_PORT\?/u,
  );
});

test('[O45] whoever stops reading the output of a command gets no stack trace', async () => {
  for (const words of [
    ['help', 'settings'],
    ['group', 'list'],
  ]) {
    const cli = new Cli(words, environment);
    cli.child.stdout!.destroy();
    const { code, err } = await cli.ended();
    assert.equal([words, code, err], [words, 0, '']);
  }
});

test("[O47] `account list --words ''` prints every account", async () => {
  const { code, out, err } = await run(['account', 'list', '--words', ''], environment);
  assert.equal([code, err], [0, '']);
  assert.match(out, /^1\tadmin\tadministrators\t/u);
});

test('[O131] --help beside a command tells of that command, and alone of all', async () => {
  const one = await run(['backup', '--help'], environment);
  assert.match(one.out, /^Usage: shardbell backup DIR\n\n.+\.\n$/u);
  const named = await run(['account', 'erase', 'ann', '-h'], environment);
  assert.match(named.out, /^Usage: shardbell account erase NAME/u);
  const all = await run(['--help'], environment);
  assert.match(all.out, /^  account erase NAME[\s\S]*^  backup DIR/mu);
  assert.equal([one.code, named.code, all.code], [0, 0, 0]);
});
