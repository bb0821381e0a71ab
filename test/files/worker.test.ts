import { FileWorker } from '../../server/files/worker.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the process that reads files');

/** Hangs at a picture, dies at another, and has something to say of all else. */
const program = `process.on('message', ({ number, name }) => {
  if (name === 'hang') for (;;);
  if (name === 'die') process.abort();
  const secret = process.env.SHARDBELL_DISCORD_TOKEN ?? Object.keys(process.env).length;
  process.send({ number, worked: { kind: 'plain', type: String(secret), file: { sha256: name, bytes: 1 } } });
});`;

test('[F14] a file that hangs or ends its process is refused, the next is read by another, and none sees the environment of the server', async () => {
  process.env.SHARDBELL_DISCORD_TOKEN = 'secret';
  const worker = new FileWorker({ program, work_ms_max: 1_500 });
  try {
    const job = (name: string) =>
      worker.work({ path: '', name, kinds: [], picture: '', thumb: '' });
    const all = await Promise.all([job('a'), job('hang'), job('b'), job('die'), job('c')]);
    const plain = (sha256: string) => {
      return { kind: 'plain', type: '0', file: { sha256, bytes: 1 } };
    };
    const unreadable = { kind: 'unreadable' };
    assert.equal(all, [plain('a'), unreadable, plain('b'), unreadable, plain('c')]);
    const { pid } = worker;
    worker.stop();
    assert.is(worker.pid, undefined);
    while (isAlive(pid!)) await new Promise((next) => setImmediate(next));
    assert.equal(await job('late'), { kind: 'storage' });
  } finally {
    delete process.env.SHARDBELL_DISCORD_TOKEN;
    worker.stop();
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
