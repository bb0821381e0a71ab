import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/platform/log.ts';
import { startServer } from '../../server/server.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { kill_words } from './live-server.ts';
import { withParts } from './with-parts.ts';

/**
 * The real server on a storage that dies at a chosen moment: nothing is flushed, closed or said,
 * as when the power goes.
 */
function dying(storage: Storage): Storage {
  const { tickets } = storage;
  const commit: Storage['tickets']['commit'] = async (id, head, record) => {
    const said = JSON.stringify(record.events);
    const outcome = await tickets.commit(id, head, record);
    if (said.includes(kill_words.after_commit)) die();
    return outcome;
  };
  const onTurn: Storage['onTurn'] = (listener) =>
    storage.onTurn((turn) => {
      if (JSON.stringify(turn.events).includes(kill_words.before_notice)) die();
      listener(turn);
    });
  return withParts(storage, { tickets: withParts(tickets, { commit }), onTurn });
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

const loaded = loadSettings(process.env);
if (!loaded.ok) throw new Error(loaded.sentence);
const started = await startServer({
  settings: loaded.settings,
  log: createLog('info'),
  wrapStorage: dying,
});
if (!started.ok) throw new Error(started.sentence);
console.log(`Shardbell listens on ${started.server.address}`);
