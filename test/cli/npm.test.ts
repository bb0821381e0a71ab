import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('scripts of npm', { limit_ms: 60_000 });

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
}
const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Package;

let folder: string;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'shardbell-npm-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

function npm(words: readonly string[], kept: Package['scripts']) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'tried', scripts: kept }));
  const child = spawn('npm', words, {
    cwd: folder,
    env: { ...process.env, SHARDBELL_DATA: join(folder, 'data'), SHARDBELL_PORT: '0' },
  });
  const said = { text: '' };
  const more = (text: string): void => void (said.text += text);
  child.stdout.setEncoding('utf8').on('data', more);
  child.stderr.setEncoding('utf8').on('data', more);
  return { child, said };
}

// [O56] SIGTERM to npm start ends the server; without the packages of development a build is
// refused in one sentence.
test('[O56] SIGTERM to npm start ends the server', async () => {
  // As it is, but for the build before it. `exec` leaves no shell between that would die alone; where
  // there is none, on Windows, what stands behind it runs.
  const { start = '' } = scripts;
  symlinkSync(join(packageRoot, 'dist'), join(folder, 'dist'));
  const { child, said } = npm(['start'], { start });
  while (!said.text.includes('listens on')) await once(child.stdout, 'data');
  const lock = join(folder, 'data', 'server.pid');
  const pid = Number(readFileSync(lock, 'utf8').split(' ')[0]);
  child.kill('SIGTERM');
  // The pipes end only when everybody who has them is gone.
  await once(child, 'close');
  assert.throws(() => process.kill(pid, 0), /ESRCH/u);
  assert.throws(() => readFileSync(lock), /ENOENT/u);
});

test('[O56] without the packages of development a build is refused in one sentence', async () => {
  const { prebuild = '' } = scripts;
  const build = 'echo it went on';
  const { child, said } = npm(['run', 'build', '--silent'], { build, prebuild });
  const [code] = (await once(child, 'close')) as [number];
  assert.is(code, 1);
  assert.match(said.text, /^The packages that build Shardbell are not installed: run .*\n$/u);
});
