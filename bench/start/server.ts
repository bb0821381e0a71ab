/** Shardbell on a folder that is there already, for the bench of starts and big folders. */
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { raiseBounds } from '../../test/support/unbounded.ts';
import { answer } from '../child.ts';
import { fillFolder, fillLog, type FolderPlan } from './folder.ts';

/** What it answers to the bench. */
export type StartServerAnswers = {
  /** Instead of a start. Gives the seconds it took. */
  fill: (input: { readonly data: string; readonly plan: FolderPlan }) => Promise<number>;
  /** Instead of a start, before a kill. */
  fillLog: (input: { readonly data: string; readonly bytes: number }) => Promise<void>;
  start: (input: { readonly data: string }) => Promise<{ readonly port: number }>;
  /** Of an administrator: the secret of a link that signs in, and the password from then on. */
  admin: () => Promise<{ readonly secret: string; readonly password: string }>;
};

const no_limit = { per_second: 1e9, burst: 1e9 };
const password = 'a password of the bench';
let server: RunningServer | undefined;

const answers: StartServerAnswers = {
  fill: ({ data, plan }) => fillFolder(data, plan),
  fillLog: ({ data, bytes }) => fillLog(data, bytes),
  async start({ data }) {
    const env = { SHARDBELL_DATA: data, SHARDBELL_PORT: '0', SHARDBELL_LOG_LEVEL: 'error' };
    const loaded = loadSettings(env);
    if (!loaded.ok) throw new Error(loaded.sentence);
    const { settings } = loaded;
    const started = await startServer({
      settings,
      log: createLog(settings.logLevel),
      paces: { accountPace: no_limit },
    });
    if (!started.ok) throw new Error(started.sentence);
    ({ server } = started);
    return { port: server.port };
  },
  async admin() {
    const { access, admin } = server!;
    await raiseBounds(access);
    const account = 'admin';
    await admin.operate('account_password', { account, password });
    const made = await admin.operate('link', { account });
    if (!made.ok || made.is?.of !== 'link') throw new Error('no link was made');
    return { secret: made.is.address.split('#link=')[1]!, password };
  },
};

answer(answers, () => server?.stop());
