import { scriptLimits, type ScriptLimits } from '../script-limits.ts';
import { buttonHandler, eventHandler } from '../handler-names.ts';
import type { LuaInput } from '../lua/marshal.ts';
import type {
  FormAnswer,
  FromThread,
  HandlerOutcome,
  LoadProblem,
  LostReason,
  ScriptCall,
  ScriptResult,
  ThreadStart,
  ToThread,
} from '../messages.ts';
import { Overruns, type ScriptHealth } from './overruns.ts';
import { problemOf, ScriptLoadError } from './load-error.ts';
import { Pending } from './pending.ts';
import type { ScriptHost, ScriptOptions, ScriptPort } from './port.ts';
import type { ScriptSources } from '../lua/require.ts';
import { Restart } from './restart.ts';
import { Sessions } from '../sessions.ts';
import { startThread, type Thread, type ThreadEnd, type ThreadListener } from './thread.ts';

/** Starts the scripts in a worker thread. Rejects with `ScriptLoadError` if they do not load. */
export async function startScriptHost(options: ScriptOptions): Promise<ScriptHost> {
  const host = new Host(options);
  const problem = await host.start();
  if (problem === null) return host;
  await host.close();
  throw new ScriptLoadError(problem);
}

class Host implements ScriptHost {
  readonly #port: ScriptPort;
  readonly #program: string;
  readonly #clock: ScriptOptions['clock'];
  readonly #bounds: ScriptLimits;
  readonly #sessions: Sessions;
  readonly #requests = new Pending<HandlerOutcome>();
  readonly #reloads = new Pending<LoadProblem | null>();
  #starting: ((problem: LoadProblem | null) => void) | null = null;
  #given: Pick<ThreadStart, 'sources' | 'entry' | 'needs' | 'categories'>;
  /** Null while none runs. */
  #thread: Thread | null = null;
  #isClosed = false;
  readonly #restart: Restart;
  /** Number of the Lua state that showed the players' open forms. */
  #state = 0;
  readonly #overruns: Overruns;
  /** The handler of each request and event that has not ended. */
  readonly #running = new Map<number, string>();
  #eventsDropped = 0;
  #ids = 0;

  constructor(options: ScriptOptions) {
    this.#port = options.port;
    this.#program = options.program;
    this.#clock = options.clock;
    this.#bounds = { ...scriptLimits, ...options.bounds };
    this.#sessions = new Sessions();
    this.#overruns = new Overruns(this.#bounds);
    this.#restart = new Restart(this.#bounds, options.clock);
    const { sources, entry, needs = [], validCategories } = options;
    this.#given = { sources, entry, needs, categories: validCategories };
  }

  start(): Promise<LoadProblem | null> {
    const problem = this.#oversize(this.#given.sources);
    if (problem !== null) return Promise.resolve(problem);
    return new Promise((resolve) => {
      this.#starting = resolve;
      this.#startThread();
    });
  }

  sessionOpened(session: number, character: number | null): void {
    this.#sessions.open(session, character);
    this.#thread?.post({ t: 'session_opened', session, character });
  }

  sessionClosed(session: number): void {
    this.#sessions.close(session);
    this.#thread?.post({ t: 'session_closed', session });
  }

  helpRequested(session: number, character: number, origin: string): Promise<HandlerOutcome> {
    return this.#request('on_help_request', (id) => ({
      t: 'help',
      id,
      session,
      character,
      origin,
    }));
  }

  formAnswered(answer: FormAnswer): Promise<HandlerOutcome> {
    const handler = buttonHandler(answer.gump, answer.button);
    return this.#request(handler, (id) => ({ t: 'answer', id, state: this.#state, answer }));
  }

  formLost(answer: FormAnswer, why: LostReason): Promise<HandlerOutcome> {
    return this.#request('on_form_lost', (id) => ({ t: 'lost', id, why, answer }));
  }

  event(name: string, payload: { [key: string]: LuaInput }): void {
    const handler = eventHandler(name);
    const isBusy = this.#thread === null || this.#thread.backlog >= this.#bounds.requests_max;
    if (isBusy || this.#overruns.isAside(handler, this.#clock.elapsed())) this.#eventsDropped += 1;
    else this.#post(handler, (id) => ({ t: 'event', id, name, payload }));
  }

  changeCategories(categories: readonly string[]): void {
    this.#given = { ...this.#given, categories };
    this.#thread?.post({ t: 'categories', categories });
  }

  async reload(sources: ScriptSources): Promise<LoadProblem | null> {
    const problem = this.#oversize(sources) ?? (await this.#tryReload(sources));
    if (problem === null) this.#given = { ...this.#given, sources };
    else this.#logProblem('the changed scripts do not load, the old ones stay', problem);
    return problem;
  }

  health(): ScriptHealth {
    return { ...this.#overruns.health(this.#clock.elapsed()), eventsDropped: this.#eventsDropped };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#restart.cancel();
    const thread = this.#thread;
    this.#thread = null;
    this.#requests.settleAllBut(new Set(), { kind: 'unavailable' });
    this.#reloads.settleAllBut(new Set(), problemOf('the server is stopping'));
    this.#begun(problemOf('the server is stopping'));
    await thread?.stop();
  }

  #startThread(): void {
    this.#state += 1;
    const given = this.#given;
    const bounds = this.#bounds;
    const state = this.#state;
    const start = { ...given, bounds, state, sessions: this.#sessions.records() };
    const listener: ThreadListener = {
      message: (message) => this.#heard(thread, message),
      ended: (end) => this.#ended(end),
    };
    const thread = startThread(this.#program, start, listener, this.#clock);
    this.#thread = thread;
  }

  #begun(problem: LoadProblem | null): void {
    this.#starting?.(problem);
    this.#starting = null;
  }

  #request(handler: string, message: (id: number) => ToThread): Promise<HandlerOutcome> {
    const isBusy = this.#thread === null || this.#requests.size >= this.#bounds.requests_max;
    if (isBusy || this.#overruns.isAside(handler, this.#clock.elapsed())) {
      return Promise.resolve({ kind: 'unavailable' });
    }
    return this.#requests.wait(this.#post(handler, message));
  }

  #post(handler: string, message: (id: number) => ToThread): number {
    const id = ++this.#ids;
    this.#running.set(id, handler);
    this.#thread?.post(message(id));
    return id;
  }

  #outcome(id: number, outcome: HandlerOutcome): void {
    const handler = this.#running.get(id);
    this.#running.delete(id);
    if (handler !== undefined && this.#overruns.ended(handler, outcome, this.#clock.elapsed())) {
      const text = `${handler} is set aside: it was stopped ${this.#bounds.overruns_max} times in a row`;
      const minutes = Math.round(this.#bounds.set_aside_ms / 60_000);
      this.#port.log({
        level: 'error',
        text: `${text}; it is tried again in ${minutes} minutes, or when the scripts change`,
      });
    }
    this.#requests.settle(id, outcome);
  }

  async #tryReload(sources: ScriptSources): Promise<LoadProblem | null> {
    const thread = this.#thread;
    if (thread === null) {
      if (this.#isClosed) return problemOf('the server is stopping');
      // It restarts in a while, and the new sources may fix the problem.
      this.#overruns.forget();
      return null;
    }
    const id = ++this.#ids;
    thread.post({ t: 'reload', id, sources });
    return this.#reloads.wait(id);
  }

  #heard(thread: Thread, message: FromThread): void {
    switch (message.t) {
      case 'started':
        // Whoever starts the host gets the problem and reports it.
        if (message.problem !== null && this.#starting === null)
          this.#logProblem('the scripts do not load', message.problem);
        return this.#begun(message.problem);
      case 'reloaded':
        if (message.problem === null) {
          this.#state += 1;
          this.#overruns.forget();
          this.#port.formsClosed('changed');
        }
        return this.#reloads.settle(message.id, message.problem);
      case 'form':
        // The session may have ended while the form was on its way.
        if (!this.#sessions.has(message.form.session)) return;
        return this.#port.showForm(message.form);
      case 'call':
        // A thread that ended meanwhile ignores this; the next one counts its calls anew.
        void this.#ask(message.asked).then((result) => {
          thread.post({ t: 'result', call: message.call, result });
        });
        return;
      case 'notify':
        return this.#port.notify(message.session, message.text);
      case 'outcome':
        this.#restart.worked();
        return this.#outcome(message.id, message.outcome);
      case 'log':
        return this.#port.log(message.line);
      case 'handled':
      case 'spent':
        return;
    }
  }

  async #ask(call: ScriptCall): Promise<ScriptResult> {
    try {
      return await this.#port.ask(call);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown';
      const text = `what a script asked for failed (${call.kind}): ${why}`;
      this.#port.log({ level: 'error', text });
      return { ok: false, reason: 'the server could not do it' };
    }
  }

  /**
   * The thread ended: what it was running, what waited in it, and its forms are lost; the rest goes
   * on.
   */
  #ended(end: ThreadEnd): void {
    this.#thread = null;
    const text = `the script thread is replaced: ${end.detail}`;
    this.#port.log({ level: 'error', text });
    if (this.#starting !== null) return this.#begun(problemOf(text));
    const { culprit } = end;
    if (culprit !== null && 'id' in culprit) {
      this.#outcome(culprit.id, { kind: 'stopped', why: end.why, traceback: text });
    }
    const goesOn = end.useful ? end.rest.filter(outlivesThread) : [];
    const kept = new Set(goesOn.map((message) => ('id' in message ? message.id : 0)));
    this.#requests.settleAllBut(kept, { kind: 'stopped', why: 'replaced', traceback: text });
    this.#reloads.settleAllBut(kept, problemOf(text));
    for (const id of this.#running.keys()) if (!kept.has(id)) this.#running.delete(id);
    this.#port.formsClosed('replaced');
    this.#restart.begin(end.useful, () => {
      this.#startThread();
      for (const message of goesOn) this.#thread?.post(message);
    });
  }

  #logProblem(what: string, { text, traceback }: LoadProblem): void {
    this.#port.log({ level: 'error', text: `${what}: ${text}`, traceback });
  }

  #oversize(sources: ScriptSources): LoadProblem | null {
    const chars = Object.values(sources).reduce((sum, source) => sum + source.length, 0);
    const max = this.#bounds.sources_chars_max;
    return chars <= max ? null : problemOf(`the script files are longer than ${max} characters`);
  }
}

/** The next thread gets the sessions anew, and results belong to handlers that are gone. */
function outlivesThread(message: ToThread): boolean {
  return message.t !== 'session_opened' && message.t !== 'session_closed' && message.t !== 'result';
}
