import type { Clock, Stopwatch } from '../../../runtime/clock.ts';
import type { ScriptLimits } from '../script-limits.ts';
import type { LuaInput } from '../lua/marshal.ts';
import type {
  FormAnswer,
  HandlerOutcome,
  LoadProblem,
  LogLine,
  LostReason,
  ShownForm,
  ScriptCall,
  ScriptResult,
} from '../messages.ts';
import type { ScriptHealth } from './overruns.ts';
import type { ScriptSources } from '../lua/require.ts';

/** Why the forms of a Lua state are closed: other scripts, or the state itself had to go. */
export type FormsClosed = Extract<LostReason, 'changed' | 'replaced'>;

/** What scripts ask of the server. The shard's actor serves it. */
export interface ScriptPort {
  showForm(form: ShownForm): void;
  /** The Lua state that had shown all forms so far is gone: say so to those who have one open. */
  formsClosed(why: FormsClosed): void;
  /** Has to settle: a handler waits for it. A rejection is told to the script as a failure. */
  ask(call: ScriptCall): Promise<ScriptResult>;
  /** A word to a player who is there. */
  notify(session: number, text: string): void;
  log(line: LogLine): void;
}

export interface ScriptOptions {
  /** The text of `worker.ts` and all that it imports, as one file. */
  readonly program: string;
  readonly sources: ScriptSources;
  /** Path of the file to run, such as `help.lua`. */
  readonly entry: string;
  readonly port: ScriptPort;
  /** Its timers keep the process alive. */
  readonly clock: Pick<Clock, 'after'> & Stopwatch;
  readonly validCategories: readonly string[];
  /** Global functions without which the scripts do not count as loaded. */
  readonly needs?: readonly string[];
  readonly bounds?: Partial<ScriptLimits>;
}

/** The scripts of one shard. Nothing here throws; a handler's promise settles when it has ended. */
export interface ScriptHost {
  /** Also when a known session plays another character. */
  sessionOpened(session: number, character: number | null): void;
  sessionClosed(session: number): void;
  helpRequested(session: number, character: number, origin: string): Promise<HandlerOutcome>;
  /** An answer to a form that was shown and not closed since: that it was is the caller's to know. */
  formAnswered(answer: FormAnswer): Promise<HandlerOutcome>;
  /** An answer that came to nothing: the script may offer it again. */
  formLost(answer: FormAnswer, why: LostReason): Promise<HandlerOutcome>;
  /** Calls the global `on_` + name in snake case, if there is one. Events are live: none is kept. */
  event(name: string, payload: { [key: string]: LuaInput }): void;
  /** These are valid from now on. */
  changeCategories(categories: readonly string[]): void;
  /**
   * Replaces the scripts; if the new ones do not load, the present ones stay and the problem is told.
   * Where the thread is to start again in a while, it starts with the new ones.
   */
  reload(sources: ScriptSources): Promise<LoadProblem | null>;
  health(): ScriptHealth;
  close(): Promise<void>;
}
