/**
 * Shardbell on a big folder with its default limits, for the bench of what requests cost others.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { answer } from '../child.ts';
import { makeFolder, password, people, type CostPlan, type Who } from './folder.ts';

export type CostServerAnswers = {
  /** Creates the folder and starts on it. Returns one sign-in link per account. */
  start: (input: { readonly folder: string; readonly plan: CostPlan }) => Promise<{
    port: number;
    secrets: Record<Who, string>;
    made_seconds: number;
  }>;
};

let data: string | undefined;
let server: RunningServer | undefined;

const answers: CostServerAnswers = {
  async start({ folder, plan }) {
    const began = performance.now();
    data = mkdtempSync(join(folder, 'shardbell-bench-'));
    await makeFolder(data, plan);
    const made_seconds = (performance.now() - began) / 1000;
    const env = { SHARDBELL_DATA: data, SHARDBELL_PORT: '0', SHARDBELL_LOG_LEVEL: 'error' };
    const loaded = loadSettings(env);
    if (!loaded.ok) throw new Error(loaded.sentence);
    const { settings } = loaded;
    const started = await startServer({ settings, log: createLog(settings.logLevel) });
    if (!started.ok) throw new Error(started.sentence);
    ({ server } = started);
    const secrets: Partial<Record<Who, string>> = {};
    for (const account of Object.keys(people) as Who[]) {
      await server.admin.operate('account_password', { account, password });
      const made = await server.admin.operate('link', { account });
      if (!made.ok || made.is?.of !== 'link') throw new Error(`no link for ${account}`);
      secrets[account] = made.is.address.split('#link=')[1]!;
    }
    return { port: server.port, secrets: secrets as Record<Who, string>, made_seconds };
  },
};

answer(answers, async () => {
  await server?.stop();
  if (data !== undefined) rmSync(data, { recursive: true, force: true });
});
