import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { systemClock } from '../../platform/clock.ts';
import { fileLimits } from '../file-limits.ts';
import { head_bytes, kindOf } from '../file-kind.ts';
import { TextCheck } from '../text-check.ts';
import type { Job, JobAnswer, Worked, Written } from '../work.ts';
import { loadSharp, rewrite } from './picture.ts';

/**
 * The process that reads what strangers send: it looks what a file is, writes pictures anew, and
 * flushes them. It has no secrets, gives way to the server, and ends with it, or when it takes too
 * much memory. One job at a time.
 */

const chunk_bytes = 256 * 1024;
/** Below those of the server, which answers people meanwhile. */
const niceness = 10;

let sharp: Awaited<ReturnType<typeof loadSharp>>;

async function work(job: Job): Promise<Worked> {
  const found = await look(job);
  if (!job.kinds.includes(found.kind)) return { kind: 'kind' };
  if (found.kind !== 'pictures') {
    return { kind: 'plain', type: found.type, file: await flush(job.path) };
  }
  // Looked for again where it was not there: packages may be replaced at this moment.
  const loaded = (sharp ??= await loadSharp(process.argv[2] ?? ''));
  if (loaded === undefined) return { kind: 'no_sharp' };
  const pictured = await rewrite(loaded, job.path, found.type, job);
  const { type, width, height } = pictured;
  const file = await flush(job.picture);
  const thumb = await flush(job.thumb);
  return { kind: 'picture', type, file, thumb, width, height };
}

async function look({ path, name }: Job): Promise<ReturnType<typeof kindOf>> {
  const text = new TextCheck();
  let head: Buffer | undefined;
  for await (const bytes of pieces(path)) {
    head ??= Buffer.from(bytes.subarray(0, head_bytes));
    text.add(bytes);
  }
  return kindOf(head ?? Buffer.alloc(0), name, text.end());
}

async function flush(path: string): Promise<Written> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const bytes of pieces(path)) {
    hash.update(bytes);
    size += bytes.length;
  }
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes: size };
}

/** The same memory for each piece. */
async function* pieces(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunk_bytes);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Faults of the disk have a code; all others are those of the picture. */
function faultOf(error: unknown): Worked {
  const { code, message } = error as NodeJS.ErrnoException;
  const isDisk = code !== undefined || /no space|unable to write|write error/iu.test(message);
  return { kind: isDisk ? 'storage' : 'unreadable' };
}

async function answer(job: Job): Promise<void> {
  const worked = await work(job).catch(faultOf);
  const told: JobAnswer = { number: job.number, worked };
  process.send?.(told);
}

try {
  setPriority(niceness);
} catch {
  // Not everywhere may a process do so.
}
systemClock.every(fileLimits.work_look_ms, () => {
  if (process.memoryUsage.rss() > fileLimits.work_rss_bytes_max) process.exit(1);
});
let last = Promise.resolve();
process.on('message', (job: Job) => {
  last = last.then(() => answer(job));
});
process.on('disconnect', () => process.exit(0));
