import { Worker } from 'node:worker_threads';
import type { Cancel, Clock } from '../../../runtime/clock.ts';
import type { FromThread, StopCause, ThreadStart, ToThread } from '../messages.ts';

/** How a thread ended. */
export interface ThreadEnd {
  readonly why: StopCause;
  /** For the log. */
  readonly detail: string;
  /** The message it was handling; null if it had finished that and said so. */
  readonly culprit: ToThread | null;
  /** Messages that it had not started on, in order. */
  readonly rest: readonly ToThread[];
  /** Whether it handled any message before. */
  readonly useful: boolean;
}

export interface Thread {
  /** Messages sent and not handled yet. */
  readonly backlog: number;
  post(message: ToThread): void;
  /** Ends it without calling the listener. */
  stop(): Promise<void>;
}

export interface ThreadListener {
  message(message: FromThread): void;
  /** Called once, when it ended by itself or had to be ended. */
  ended(end: ThreadEnd): void;
}

/**
 * Starts a script thread and supervises it: it may be busy, but must report in time. `program` is
 * `worker.ts` bundled into one file.
 */
export function startThread(
  program: string,
  start: ThreadStart,
  listener: ThreadListener,
  clock: Pick<Clock, 'after'>,
): Thread {
  const { thread_heap_mb_max, stack_slots_max, start_ms_max, silence_ms_max } = start.bounds;
  const worker = new Worker(program, {
    eval: true,
    workerData: start,
    // Its whole environment: settings of fengari. Whole numbers print without `.0`, as in the
    // servers that help scripts were written for.
    env: {
      FENGARICONF: JSON.stringify({
        LUAI_MAXSTACK: stack_slots_max,
        LUA_COMPAT_FLOATSTRING: true,
      }),
    },
    resourceLimits: { maxOldGenerationSizeMb: thread_heap_mb_max, stackSizeMb: 4 },
  });
  const unhandled: ToThread[] = [];
  let started = false;
  let useful = false;
  let over = false;
  let endWatch: Cancel = () => {};
  const watch = (busy: boolean): void => {
    endWatch();
    if (!busy) return;
    const patience_ms = started ? silence_ms_max : start_ms_max;
    const silent = `said nothing for ${patience_ms} ms`;
    endWatch = clock.after(patience_ms, () => end('time', silent, false));
  };

  const end = (why: StopCause, detail: string, finished: boolean): void => {
    if (over) return;
    over = true;
    watch(false);
    void worker.terminate();
    const culprit = finished ? null : (unhandled.shift() ?? null);
    listener.ended({ why, detail, culprit, rest: unhandled, useful });
  };

  worker.on('message', (message: FromThread) => {
    if (over) return;
    if (message.t === 'started') started = true;
    if (message.t === 'handled') {
      unhandled.shift();
      useful = true;
    }
    watch(!started || unhandled.length > 0);
    if (message.t === 'spent') end(message.why, 'its Lua state had to be given up', true);
    else if (message.t !== 'handled') listener.message(message);
  });
  worker.on('error', (error: Error & { code?: string }) => {
    const why = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crashed';
    end(why, error.message, false);
  });
  worker.on('exit', (code) => end('crashed', `exited with code ${code}`, false));
  watch(true);

  return {
    get backlog() {
      return unhandled.length;
    },
    post: (message) => {
      if (over) return;
      if (unhandled.length === 0) watch(true);
      unhandled.push(message);
      worker.postMessage(message);
    },
    stop: async () => {
      over = true;
      watch(false);
      await worker.terminate();
    },
  };
}
