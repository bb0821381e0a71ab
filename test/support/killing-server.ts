import { loadSettings } from '../../server/config/load.ts';
import { createLog } from '../../server/log.ts';
import { startServer } from '../../server/server.ts';
import type { Journal } from '../../server/storage/journal.ts';
import { kill_words } from './live-server.ts';

/**
 * The real server on a journal that dies at a chosen moment: nothing is flushed, closed or said,
 * as when the power goes.
 */
function dying(journal: Journal): Journal {
  return new Proxy(journal, {
    get(target, name) {
      if (name === 'commit') {
        return async (...[id, head, record]: Parameters<Journal['commit']>) => {
          const said = JSON.stringify(record.events);
          const outcome = await target.commit(id, head, record);
          if (said.includes(kill_words.after_commit)) die();
          return outcome;
        };
      }
      if (name === 'onTurn') {
        return (listener: Parameters<Journal['onTurn']>[0]) =>
          target.onTurn((turn) => {
            if (JSON.stringify(turn.events).includes(kill_words.before_notice)) die();
            listener(turn);
          });
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

const loaded = loadSettings(process.env);
if (!loaded.ok) throw new Error(loaded.sentence);
const started = await startServer({
  settings: loaded.settings,
  log: createLog('info'),
  wrapJournal: dying,
});
if (!started.ok) throw new Error(started.sentence);
console.log(`Shardbell listens on ${started.server.address}`);
