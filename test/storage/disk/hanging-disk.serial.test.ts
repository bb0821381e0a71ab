import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SmallDisk } from '../../support/small-disk.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a disk that hangs', { limit_ms: 60_000 });
const cli = fileURLToPath(new URL('../../../server/cli/main.js', import.meta.url));
const fault = SmallDisk.fault();

function onDisk(name: string, body: () => Promise<void>): void {
  if (fault === undefined) test(name, body);
  else test.skip(name, fault, body);
}

onDisk('[O120] a start, and a command, on a data folder that hangs say so and end', async () => {
  const disk = SmallDisk.make(48 * 1024 * 1024);
  const data = disk.folder('data');
  const env = { ...process.env, SHARDBELL_DATA: data, SHARDBELL_PORT: '0' };
  disk.freeze();
  const runs = [['start'], ['account', 'list']].map((words) => {
    const child = spawn(process.execPath, [cli, ...words], { env });
    return { child, ended: once(child, 'exit') };
  });
  try {
    for (const { child } of runs) {
      let said = '';
      // It hangs on in the kernel, so only its words can be waited for.
      for await (const part of child.stderr) {
        said += String(part);
        if (said.includes('\n')) break;
      }
      assert.is(
        said,
        `The file system of the data folder ${data} does not answer: look whether its disk or network drive is there.\n`,
      );
    }
  } finally {
    disk.thaw();
  }
  for (const { ended } of runs) assert.is.not((await ended)[0], 0);
  disk.remove();
});

onDisk('[O121] a look at a data folder that answers leaves nothing in it', async () => {
  const disk = SmallDisk.make(48 * 1024 * 1024);
  const data = disk.folder('data');
  const env = { ...process.env, SHARDBELL_DATA: data };
  const [code] = await once(spawn(process.execPath, [cli, 'account', 'list'], { env }), 'exit');
  assert.is(code, 1);
  assert.equal(readdirSync(data), []);
  disk.remove();
});
