/** Shardbell for the bench of the web client: it also tells when each post was on disk. */
import { raiseBounds } from '../../test/support/unbounded.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { answer } from '../child.ts';
import { postOf } from '../load/dialect.ts';
import { withParts } from '../../test/support/with-parts.ts';

/** What the server answers to the bench. */
export type WebServerAnswers = {
  start: (input: { readonly folder: string }) => Promise<{ port: number; secrets: string[] }>;
  /** When each post was on disk, in milliseconds since 1970. */
  commits: () => Record<number, number>;
};

/** One for each browser, and one for who posts. */
const links_count = 3;
const no_limit = { per_second: 1e9, burst: 1e9 };

const commits: Record<number, number> = {};
let data: string | undefined;
let server: RunningServer | undefined;

function timed(storage: Storage): Storage {
  const { tickets } = storage;
  const commit: Storage['tickets']['commit'] = async (id, head, record) => {
    const outcome = await tickets.commit(id, head, record);
    const at = performance.timeOrigin + performance.now();
    for (const { change } of record.events) {
      if (change.type === 'message_posted' && !change.opening) commits[postOf(change.body)] = at;
    }
    return outcome;
  };
  return withParts(storage, { tickets: withParts(tickets, { commit }) });
}

const answers: WebServerAnswers = {
  async start({ folder }) {
    data = mkdtempSync(join(folder, 'shardbell-bench-'));
    const env = { SHARDBELL_DATA: data, SHARDBELL_PORT: '0', SHARDBELL_LOG_LEVEL: 'warn' };
    const loaded = loadSettings(env);
    if (!loaded.ok) throw new Error(loaded.sentence);
    const { settings } = loaded;
    const started = await startServer({
      settings,
      log: createLog(settings.logLevel),
      paces: { accountPace: no_limit },
      wrapStorage: timed,
    });
    if (!started.ok) throw new Error(started.sentence);
    ({ server } = started);
    await raiseBounds(server.access);
    const secrets: string[] = [];
    while (secrets.length < links_count) {
      const made = await server.admin.operate('link', { account: 'admin' });
      if (!made.ok || made.is?.of !== 'link') throw new Error('no link was made');
      secrets.push(made.is.address.split('#link=')[1]!);
    }
    return { port: server.port, secrets };
  },
  commits: () => commits,
};

answer(answers, async () => {
  await server?.stop();
  if (data !== undefined) rmSync(data, { recursive: true, force: true });
});
