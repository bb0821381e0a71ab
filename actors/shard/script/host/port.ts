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

/**
 * Why the forms of a Lua state are closed: the scripts changed, or the state had to be replaced.
 */
export type FormsClosed = Extract<LostReason, 'changed' | 'replaced'>;

/** What scripts need of the server; the shard's actor implements it. */
export interface ScriptPort {
  showForm(form: ShownForm): void;
  /**
   * The Lua state that showed all forms so far is gone: players with an open form are to be told.
   */
  formsClosed(why: FormsClosed): void;
  /** Must settle, since a handler waits for it. A rejection reaches the script as a failure. */
  ask(call: ScriptCall): Promise<ScriptResult>;
  /** Sends one line to a player who is online. */
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
  /** Global functions that the scripts must define to count as loaded. */
  readonly needs?: readonly string[];
  readonly bounds?: Partial<ScriptLimits>;
}

/**
 * The scripts of one shard. Nothing here throws; the promise of a handler resolves when it has
 * ended.
 */
export interface ScriptHost {
  /** Also when a known session changes its character. */
  sessionOpened(session: number, character: number | null): void;
  sessionClosed(session: number): void;
  helpRequested(session: number, character: number, origin: string): Promise<HandlerOutcome>;
  /** The caller makes sure that the form was shown and is still open. */
  formAnswered(answer: FormAnswer): Promise<HandlerOutcome>;
  /** An answer that had no effect: the script may offer the form again. */
  formLost(answer: FormAnswer, why: LostReason): Promise<HandlerOutcome>;
  /**
   * Calls the global function `on_` + name in snake case, if it exists. Events are not kept for
   * later.
   */
  event(name: string, payload: { [key: string]: LuaInput }): void;
  /** Sets the valid categories. */
  changeCategories(categories: readonly string[]): void;
  /**
   * Replaces the scripts. If the new ones do not load, the present ones stay and the problem is
   * returned. A thread that is about to restart starts with the new ones.
   */
  reload(sources: ScriptSources): Promise<LoadProblem | null>;
  health(): ScriptHealth;
  close(): Promise<void>;
}
