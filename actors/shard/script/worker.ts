import { parentPort, workerData } from 'node:worker_threads';
import type { Clock, Stopwatch } from '../../runtime/clock.ts';
import type {
  FromThread,
  HandlerOutcome,
  LoadProblem,
  StopCause,
  ThreadStart,
  ToThread,
} from './messages.ts';
import { Meter } from './lua/meter.ts';
import type { ScriptSources } from './lua/require.ts';
import { Script } from './script.ts';
import { Sessions } from './sessions.ts';

/**
 * The script thread: runs one Lua state at a time, fed by messages, until it reports that it is
 * spent.
 */

/** The thread's own clock; that of the server is not reachable from here. */
const clock: Pick<Clock, 'soon'> & Stopwatch = {
  elapsed: () => performance.now(),
  soon: (run) => void setImmediate(run),
};

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const { bounds, sessions: records, entry, needs, ...start } = workerData as ThreadStart;
const post = (message: FromThread): void => port.postMessage(message);
const meter = new Meter(bounds);
const sessions = new Sessions(records);
let script: Script | null = null;
let { categories } = start;
/** Number of the Lua state that runs. */
let state = start.state;
/** Why the thread cannot be used any more. */
let ruin: StopCause | null = null;

// After all modules are evaluated: a listener that hears of a problem ends the thread at once.
clock.soon(() => {
  post({ t: 'started', problem: load(start.sources) });
  sayIfRuined();
  port.on('message', heard);
});

function heard(message: ToThread): void {
  if (ruin !== null) return;
  handle(message);
  post({ t: 'handled' });
  sayIfRuined();
}

function sayIfRuined(): void {
  ruin ??= script?.ruined ?? null;
  if (ruin !== null) post({ t: 'spent', why: ruin });
}

function handle(message: ToThread): void {
  switch (message.t) {
    case 'session_opened':
      return sessions.open(message.session, message.character);
    case 'session_closed':
      return sessions.close(message.session);
    case 'help':
    case 'answer':
    case 'lost':
    case 'event':
      return request(message);
    case 'result':
      return script?.result(message.call, message.result);
    case 'categories':
      ({ categories } = message);
      return script?.changeCategories(categories);
    case 'reload': {
      const problem = load(message.sources);
      return post({ t: 'reloaded', id: message.id, problem });
    }
  }
}

function request(message: Extract<ToThread, { t: 'help' | 'answer' | 'lost' | 'event' }>): void {
  const { id } = message;
  const done = (outcome: HandlerOutcome): void => post({ t: 'outcome', id, outcome });
  if (script === null) return done({ kind: 'unavailable' });
  switch (message.t) {
    case 'help':
      return script.help(message.session, message.character, message.origin, done);
    case 'lost':
      return script.lost(message.answer, message.why, done);
    case 'event':
      return script.event(message.name, message.payload, done);
    case 'answer': {
      const { answer } = message;
      // A reload, or a new thread, may have come between the form and its answer.
      if (message.state === state) return script.answer(answer, done);
      return script.lost(answer, message.state < start.state ? 'replaced' : 'changed', done);
    }
  }
}

/** Replaces the script if the new one loads; otherwise changes nothing. */
function load(sources: ScriptSources): LoadProblem | null {
  const { elapsed } = clock;
  const parts = { sources, entry, needs, categories, bounds, meter, sessions, post, elapsed };
  const loaded = Script.load(parts);
  if ('problem' in loaded) {
    // A state that ran out of time can be dropped; memory is only freed with the thread.
    if (loaded.ruined === 'memory') ruin = 'memory';
    return loaded.problem;
  }
  if (script !== null) {
    script.abandon();
    state += 1;
  }
  script = loaded.script;
  return null;
}
