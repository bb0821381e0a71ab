import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { askServer } from '../../server/cli/ask.ts';
import { controlPath } from '../../server/admin/control.ts';
import { openDataFolder } from '../../server/data-folder.ts';
import { logTo } from '../../server/platform/log.ts';
import { assert, suite } from '../support/suite.ts';
import { ControlStage } from './control-stage.ts';

const test = suite('control: its folder and socket');
const stage = new ControlStage(test);

// [O5] The data folder is for its owner only (0700) and so is every file that the server keeps
// there (0600), the control socket too, however they were made before.
test('[O5] the data folder is made for its owner only, and so is the control socket', async () => {
  await stage.open();
  assert.is(statSync(stage.folder).mode & 0o777, 0o700);
  const socket = statSync(controlPath(stage.folder));
  assert.ok(socket.isSocket());
  assert.is(socket.mode & 0o777, 0o600);
});

test('[O5] a folder that was there before, open to others, is closed, and what is in it too', async () => {
  const modes = (): Record<string, string> => {
    const paths = ['', ...readdirSync(stage.folder).filter((name) => name !== 'notes.txt')];
    return Object.fromEntries(
      paths.map((name) => [name, (statSync(join(stage.folder, name)).mode & 0o777).toString(8)]),
    );
  };
  const said: string[] = [];
  const log = logTo('warn', { write: (line: string) => void said.push(line) });
  const openFor = async (during: () => void): Promise<void> => {
    const opened = await openDataFolder(stage.folder, { log });
    if (!opened.ok) throw new Error(opened.sentence);
    during();
    await opened.folder.close();
  };
  mkdirSync(stage.folder);
  chmodSync(stage.folder, 0o755);
  const kept = { '': '700', control: '600', 'data.mdb': '600', 'lock.mdb': '600' };
  await openFor(() => assert.equal({ ...modes(), ...kept }, modes()));
  // As a version left it that did not look.
  writeFileSync(join(stage.folder, 'shardbell.config.json'), '{}');
  writeFileSync(join(stage.folder, 'notes.txt'), 'an operator');
  for (const name of readdirSync(join(stage.folder, 'log')))
    chmodSync(join(stage.folder, 'log', name), 0o644);
  for (const name of readdirSync(stage.folder)) chmodSync(join(stage.folder, name), 0o644);
  chmodSync(stage.folder, 0o755);
  said.length = 0;
  await openFor(() => {
    const all = modes();
    assert.equal({ ...all, ...kept, 'shardbell.config.json': '600' }, all);
    assert.equal(new Set(Object.values(all)), new Set(['700', '600']));
  });
  assert.is(statSync(join(stage.folder, 'notes.txt')).mode & 0o777, 0o644);
  assert.match(said.join(''), 'could get at');
  assert.match(said.join(''), 'data.mdb');
  assert.match(said.join(''), /\d+\.log/u);
  said.length = 0;
  await openFor(() => {});
  assert.equal(said, []);
});

test('[O6] a folder that a server has is refused to another', async () => {
  const first = await stage.open();
  assert.match(
    await stage.sentence(),
    'is in use by a running Shardbell: stop that one, or set SHARDBELL_DATA',
  );
  await first.close();
  assert.not(existsSync(controlPath(stage.folder)));
  await stage.open();
});

test('[O7] a control socket that a killed server left behind is replaced', async () => {
  await (await stage.open()).close();
  stage.controls.length = 0;
  // Bound, and nobody listens: what SIGKILL leaves.
  const left = createServer();
  await new Promise<void>((listening) => left.listen(join(stage.base, 'left'), listening));
  renameSync(join(stage.base, 'left'), controlPath(stage.folder));
  await new Promise((closed) => left.close(closed));
  assert.ok(existsSync(controlPath(stage.folder)));
  const asked = await askServer(stage.folder, { operation: 'shard_list', input: {} }, 'reads');
  assert.equal(asked, { kind: 'nobody' });
  await stage.open();
  assert.match(JSON.stringify(await stage.ask('shard_list', {})), 'just starting');
});

test('[O53] on Windows the control socket is a named pipe, made from the path of the data folder', () => {
  const pipe = (of: string): string => controlPath(of, 'win32');
  assert.match(pipe('data'), /^\\\\\.\\pipe\\shardbell-[0-9a-f]{32}$/u);
  assert.is(pipe('data'), pipe('./DATA/'));
  assert.is.not(pipe('data'), pipe('data2'));
  assert.is(controlPath('/srv/data', 'linux'), '/srv/data/control');
});

// [O8] A folder that cannot serve (not writable, path too long) is refused in one sentence.
test('[O8] a folder that cannot serve is refused in one sentence', async () => {
  writeFileSync(join(stage.base, 'file'), '');
  stage.folder = join(stage.base, 'file', 'data');
  assert.match(await stage.sentence(), `The data folder ${stage.folder} cannot be made (ENOTDIR)`);
  stage.folder = join(stage.base, 'x'.repeat(120));
  assert.match(
    await stage.sentence(),
    /bytes longer than a socket's may be: use a shorter data folder\.$/u,
  );
  assert.not(existsSync(stage.folder));
});

if (process.getuid?.() === 0) {
  test.skip('[O8] a folder without the right to write is refused', 'root may write anywhere');
} else {
  test('[O8] a folder without the right to write is refused', async () => {
    chmodSync(stage.base, 0o500);
    assert.match(await stage.sentence(), 'EACCES');
    chmodSync(stage.base, 0o700);
  });
}
