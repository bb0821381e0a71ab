import type { FormElement } from '../../../protocol/form.ts';
import type { ScriptLimits } from './script-limits.ts';
import type { LuaInput } from './lua/marshal.ts';
import type { ScriptSources } from './lua/require.ts';
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

/** Why the function of a form's button does not take its answer, or did not get to its end with it. */
export type LostReason =
  /** The server was started again since. */
  | 'restarted'
  /** The scripts were changed since. */
  | 'changed'
  /** The Lua state was thrown away since, by whatever else went on in it. */
  | 'replaced'
  /** The function ended with an error. */
  | 'failed'
  /** The function was stopped. */
  | 'stopped';

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

/** What a handler asks of the server. Tickets go by the number that people say. */
export type Ask =
  | { readonly kind: 'submit'; readonly category: string; readonly message: string }
  | { readonly kind: 'reply'; readonly ticket: number; readonly message: string }
  | { readonly kind: 'close' | 'reopen'; readonly ticket: number }
  /** The player has read the ticket up to this entry. */
  | { readonly kind: 'seen'; readonly ticket: number; readonly entry: number }
  | { readonly kind: 'list'; readonly offset: number; readonly limit: number }
  /** The last entries before one; null: the last of all. */
  | {
      readonly kind: 'thread';
      readonly ticket: number;
      readonly before: number | null;
      readonly limit: number;
    }
  | { readonly kind: 'session' | 'account' | 'character'; readonly number: number }
  | { readonly kind: 'online'; readonly offset: number; readonly limit: number };

/** As the player of which session it is asked. */
export type ScriptCall = Ask & {
  /** 0 where it is asked for nobody. */
  readonly session: number;
  /** Id of what the player asked for, which this call is part of; the same when it is asked again. */
  readonly origin: string | null;
  /** Counts the commands of one handler from 0. */
  readonly ordinal: number;
};
/** `value`: what the script gets. */
export type ScriptResult =
  | { readonly ok: true; readonly value: LuaInput }
  | { readonly ok: false; readonly reason: string };

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
  readonly traceback?: string;
}

export type StopCause =
  | 'instructions'
  | 'time'
  | 'memory'
  /** It asked too much of the server, or showed too many forms. */
  | 'calls'
  /** The thread died of it otherwise. */
  | 'crashed'
  /** It waited for the server while other scripts took their place. */
  | 'changed'
  /** It waited while the Lua state was thrown away, for whatever else went on in it. */
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
  readonly needs: readonly string[];
  readonly categories: readonly string[];
  readonly bounds: ScriptLimits;
  readonly sessions: readonly SessionRecord[];
  /** Number of the Lua state it begins with; each that takes its place has the next. */
  readonly state: number;
}

export type ToThread =
  | { t: 'session_opened'; session: number; character: number | null }
  | { t: 'session_closed'; session: number }
  | { t: 'help'; id: number; session: number; character: number; origin: string }
  /** `state`: number of the Lua state that showed the form. */
  | { t: 'answer'; id: number; state: number; answer: FormAnswer }
  | { t: 'lost'; id: number; why: LostReason; answer: FormAnswer }
  | { t: 'event'; id: number; name: string; payload: { [key: string]: LuaInput } }
  | { t: 'result'; call: number; result: ScriptResult }
  /** These are valid from now on. */
  | { t: 'categories'; categories: readonly string[] }
  | { t: 'reload'; id: number; sources: ScriptSources };

export type FromThread =
  /** The entry script ran, or why it did not. */
  | { t: 'started'; problem: LoadProblem | null }
  | { t: 'reloaded'; id: number; problem: LoadProblem | null }
  | { t: 'form'; form: ShownForm }
  | { t: 'call'; call: number; asked: ScriptCall }
  | { t: 'notify'; session: number; text: string }
  | { t: 'outcome'; id: number; outcome: HandlerOutcome }
  | { t: 'log'; line: LogLine }
  /** One message is dealt with, though its handler may be waiting for a result. */
  | { t: 'handled' }
  /** This thread takes no more messages: its Lua state cannot be trusted. */
  | { t: 'spent'; why: StopCause };
