import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TestFolder } from '../support/folder.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a process that ends');

/** Reads a pipe that nobody writes to, as one reads a disk that does not answer, and then ends. */
const program = `
  const [pipe, module] = process.argv.slice(1);
  require('node:fs').readFile(pipe, () => {});
  process.on('exit', () => require('node:fs').writeSync(1, 'last words'));
  import(module).then(({ endThoughItHangs }) => setImmediate(endThoughItHangs));
`;

test('[O61] a process that ends because the disk does not answer ends though a read of it hangs, after its last words', async () => {
  const folder = new TestFolder();
  const pipe = join(folder.path, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const module = new URL('../../server/platform/end-process.js', import.meta.url).href;
  const child = spawn(process.execPath, ['-e', program, pipe, module]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  assert.is(said, 'last words');
  folder.remove();
});
