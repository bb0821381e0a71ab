/** Shardbell itself, as it is started for everybody, but for the limits on how fast an account may send and on how many come. */
import { raiseBounds } from '../../test/support/unbounded.ts';
import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer } from '../../server/server.ts';
import { beServer } from './server.ts';

const no_limit = { per_second: 1e9, burst: 1e9 };
/** More than any question opens. */
const connections_max = '20000';

beServer(async (data) => {
  const loaded = loadSettings({
    SHARDBELL_DATA: data,
    SHARDBELL_PORT: '0',
    SHARDBELL_LOG_LEVEL: 'warn',
    SHARDBELL_CONNECTIONS_MAX: connections_max,
  });
  if (!loaded.ok) throw new Error(loaded.sentence);
  const started = await startServer({
    settings: loaded.settings,
    log: createLog(loaded.settings.logLevel),
    paces: { accountPace: no_limit },
  });
  if (!started.ok) throw new Error(started.sentence);
  const { server } = started;
  await raiseBounds(server.access);
  const secret = server.bootstrapLink?.split('#link=')[1];
  if (secret === undefined) throw new Error('a fresh server gave no first link');
  return { port: server.port, secret, stop: () => server.stop() };
});
