import type { FormElement } from '../../../protocol/form.ts';
import type { ScriptBounds } from './bounds.ts';
import type { LuaInput } from './marshal.ts';
import type { ScriptSources } from './require.ts';
import type { SessionRecord } from './sessions.ts';

/** What the two sides of the script thread say to each other. All of it is plain data. */

/** A form to be shown; numbers of 32 bits. */
export interface ShownForm {
  readonly session: number;
  readonly gump: number;
  readonly serial: number;
  readonly x: number;
  readonly y: number;
  readonly elements: FormElement[];
}

export interface FormAnswer {
  readonly session: number;
  readonly character: number | null;
  readonly gump: number;
  /** 0: closed without a button. */
  readonly button: number;
  readonly serial: number;
  /** Numbers of the switches that are on. */
  readonly switches: readonly number[];
  /** Number of the entry and what was typed. */
  readonly entries: readonly (readonly [number, string])[];
  /** Id of the command that brought the answer. */
  readonly origin: string;
}

/** A handler wants a ticket opened. `origin` and `ordinal` are the same when the command comes again. */
export interface SubmitCall {
  readonly session: number;
  readonly category: string;
  readonly message: string;
  readonly origin: string;
  /** Counts the calls of one handler from 0. */
  readonly ordinal: number;
}
export type SubmitResult = { ok: true; number: number } | { ok: false; reason: string };

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
  readonly traceback?: string;
}

export type StopCause =
  | 'instructions'
  | 'time'
  | 'memory'
  /** It waited for the server while the Lua state was replaced for another reason. */
  | 'replaced';

export type HandlerOutcome =
  | { kind: 'ran' }
  /** Nothing is registered for it. */
  | { kind: 'missing' }
  | { kind: 'failed'; traceback: string }
  | { kind: 'stopped'; why: StopCause; traceback: string }
  /** Not tried: too much is waiting, or the scripts are being started again. */
  | { kind: 'unavailable' };

export interface LoadProblem {
  readonly text: string;
  readonly traceback: string;
}

export interface ThreadStart {
  readonly sources: ScriptSources;
  readonly entry: string;
  readonly categories: readonly string[];
  readonly bounds: ScriptBounds;
  readonly sessions: readonly SessionRecord[];
  /** Number of the Lua state it begins with; each that takes its place has the next. */
  readonly state: number;
}

export type ToThread =
  | { t: 'session_opened'; session: number; character: number | null }
  | { t: 'session_closed'; session: number }
  | { t: 'help'; id: number; session: number; character: number; origin: string }
  /** `state`: number of the Lua state that showed the form; null: of an earlier run. */
  | { t: 'answer'; id: number; state: number | null; answer: FormAnswer }
  | { t: 'event'; name: string; payload: { [key: string]: LuaInput } }
  | { t: 'result'; call: number; result: SubmitResult }
  | { t: 'reload'; id: number; sources: ScriptSources; categories: readonly string[] };

export type FromThread =
  /** The entry script ran, or why it did not. */
  | { t: 'started'; problem: LoadProblem | null }
  | { t: 'reloaded'; id: number; problem: LoadProblem | null }
  | { t: 'form'; form: ShownForm }
  | { t: 'call'; call: number; submit: SubmitCall }
  | { t: 'outcome'; id: number; outcome: HandlerOutcome }
  | { t: 'log'; line: LogLine }
  /** One message is dealt with, though its handler may be waiting for a result. */
  | { t: 'handled' }
  /** This thread takes no more messages: its Lua state cannot be trusted. */
  | { t: 'spent'; why: StopCause };
