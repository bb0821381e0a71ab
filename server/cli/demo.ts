import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSettings } from '../config/load.ts';
import { unknownVariables } from '../config/unknown-variables.ts';
import { createLog } from '../platform/log.ts';
import { startServer } from '../server.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { endOnFaults, untilStopped } from './start.ts';

const example = fileURLToPath(new URL('../../clients/shard/example.js', import.meta.url));

/**
 * Runs the server on a temporary folder, with an example shard as another process over a real
 * socket. Returns the exit code.
 */
export async function runDemo(): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'shardbell-demo-'));
  try {
    return await demo(data);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function demo(data: string): Promise<number> {
  const loaded = loadSettings({ ...process.env, SHARDBELL_DATA: data });
  if (!loaded.ok) return refused(loaded.sentence);
  const log = createLog(
    process.env['SHARDBELL_LOG_LEVEL'] === undefined ? 'warn' : loaded.settings.logLevel,
  );
  endOnFaults(log);
  for (const sentence of unknownVariables(process.env)) log.warn(sentence);
  const started = await startServer({ settings: loaded.settings, log });
  if (!started.ok) return refused(started.sentence);
  const { server } = started;
  // The players of the example ring again and again.
  for (const [name, value] of [
    ['ticket_pause_s', 0],
    ['tickets_open_max', 100],
  ] as const) {
    const set = await server.admin.operate('settings_set', { setting: { name, value } });
    if (!set.ok) return refused(sentenceOf(set.refusal));
  }
  const added = await server.admin.operate('shard_add', { name: 'example' });
  if (!added.ok) return refused(sentenceOf(added.refusal));

  const key = added.is?.of === 'shard_key' ? added.is.key : '';
  const shard = spawn(process.execPath, [example, `ws://127.0.0.1:${server.port}/ws`], {
    env: { ...process.env, SHARDBELL_SHARD_KEY: key },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stopped = untilStopped(async () => {
    shard.kill();
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }, log);
  const open = server.bootstrapLink ?? server.address;
  console.log(`Shardbell listens on ${server.address}`);
  console.log(`Open this to answer the players of the example shard: ${open}`);
  return stopped;
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
