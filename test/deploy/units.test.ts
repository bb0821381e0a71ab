import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('units that ship', { limit_ms: 60_000 });
const unit = readFileSync(join(packageRoot, 'deploy/shardbell.service'), 'utf8');
const container = readFileSync(join(packageRoot, 'deploy/Containerfile'), 'utf8');

let folder: string;
test.before.each(() => void (folder = mkdtempSync(join(tmpdir(), 'shardbell-unit-'))));
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** The value of a line `NAME=value` of the unit. */
function line(name: string): string {
  const found = new RegExp(`^${name}=(.*)$`, 'mu').exec(unit)?.[1];
  assert.ok(found !== undefined, `the unit has ${name}`);
  return found;
}

function environmentOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(' ').map((one) => one.split('=', 2) as [string, string]));
}

interface Run {
  readonly address: string;
  /** Ends it as a supervisor does, and gives its exit code. */
  stop(): Promise<number | null>;
}

async function runOf(words: readonly string[], cwd: string, env: object): Promise<Run> {
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, { cwd, env: { PATH: process.env.PATH, ...env } });
  let said = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const port = /listens on http:\S+?:(\d+)/u.exec(said)?.[1];
    if (port === undefined) continue;
    const stop = async (): Promise<number | null> => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      return ((await ended) as [number | null])[0];
    };
    return { address: `http://127.0.0.1:${port}`, stop };
  }
  throw new Error(`it ended: ${errors}`);
}

test('[O125] the command line of the systemd unit starts a server with its environment, and SIGTERM ends it well', async () => {
  const data = join(folder, 'data');
  const environment = environmentOf(line('Environment'));
  assert.is(environment.SHARDBELL_DATA, `/var/lib/${line('StateDirectory')}`);
  const env = { ...environment, SHARDBELL_DATA: data, SHARDBELL_PORT: '0' };
  const run = await runOf(line('ExecStart').split(' '), packageRoot, env);
  assert.is((await fetch(`${run.address}/ready`)).status, 200);
  assert.is(statSync(data).mode & 0o777, Number.parseInt(line('StateDirectoryMode'), 8));
  assert.is(await run.stop(), 0);
  // Longer than the server takes at most, so that it is never killed in the middle.
  assert.ok(Number(line('TimeoutStopSec')) > 10);
});

const verifying =
  '[O126] systemd finds nothing wrong with the unit, and little that it leaves open';
const verify = (): void => {
  const path = join(packageRoot, 'deploy/shardbell.service');
  const verified = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  assert.is(verified.stderr, '');
  assert.is(verified.status, 0);
  const open = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--threshold=25', '--no-pager', path],
    { encoding: 'utf8' },
  );
  assert.is(open.status, 0, open.stdout.split('\n').slice(-3).join('\n'));
};
if (spawnSync('systemd-analyze', ['--version']).status === 0) test(verifying, verify);
else test.skip(verifying, 'systemd-analyze is not installed', verify);

test('[O127] what the Containerfile takes into its last stage is all that a server needs, and its health check sees it', async () => {
  const [, last = ''] = container.split(/^FROM .*\n(?=WORKDIR .*\nCOPY --from)/mu);
  const copied = [...last.matchAll(/^COPY --from=build \/opt\/shardbell\/(\S+) /gmu)];
  assert.ok(copied.length >= 4);
  for (const [, path = ''] of copied) {
    const to = join(folder, 'opt', path);
    mkdirSync(dirname(to), { recursive: true });
    if (path === 'node_modules') symlinkSync(join(packageRoot, path), to);
    else {
      const isTest = (from: string): boolean => /dist\/(test|bench)$/u.test(from);
      cpSync(join(packageRoot, path), to, { recursive: true, filter: (from) => !isTest(from) });
    }
  }
  const environment = environmentOf(/^ENV (.*)$/mu.exec(last)?.[1] ?? '');
  assert.is(environment.SHARDBELL_HOST, '0.0.0.0');
  const command = JSON.parse(/^CMD (\[.*\])$/mu.exec(last)?.[1] ?? '') as string[];
  const run = await runOf(command, join(folder, 'opt'), {
    ...environment,
    SHARDBELL_DATA: join(folder, 'data'),
    SHARDBELL_PORT: '0',
  });
  assert.is((await fetch(run.address)).status, 200);
  const check = /^HEALTHCHECK .*?CMD (.*)$/mu
    .exec(last)?.[1]
    ?.replace('http://127.0.0.1:4600', run.address);
  const healthy = (): number | null => spawnSync('sh', ['-c', check!]).status;
  assert.is(healthy(), 0);
  assert.is(await run.stop(), 0);
  assert.is(healthy(), 1);
  // A process of its own user, so that a hole in it is not root's.
  assert.match(last, /^USER node$/mu);
});

const alerting = '[O128] Prometheus takes the alert file that ships';
const alert = (): void => {
  const path = join(packageRoot, 'docs/alerts.yml');
  const checked = spawnSync('promtool', ['check', 'rules', path], { encoding: 'utf8' });
  assert.is(checked.status, 0, checked.stderr);
  assert.match(checked.stdout, /SUCCESS: \d+ rules found/u);
};
if (spawnSync('promtool', ['--version']).status === 0) test(alerting, alert);
else test.skip(alerting, 'promtool of Prometheus is not installed', alert);
