import type { FormElement } from '../../../protocol/form.ts';
import type { ScriptLimits } from './script-limits.ts';
import type { LuaInput } from './lua/marshal.ts';
import type { ScriptSources } from './lua/require.ts';
import type { SessionRecord } from './sessions.ts';

/** The messages between the server and the script thread. All are plain data. */

/** A form to show; numbers have 32 bits. */
export interface ShownForm {
  readonly session: number;
  readonly gump: number;
  readonly serial: number;
  readonly x: number;
  readonly y: number;
  readonly elements: FormElement[];
}

/** Why the function of a form's button did not take its answer, or did not finish with it. */
export type LostReason =
  /** The server was restarted since. */
  | 'restarted'
  /** The scripts were changed since. */
  | 'changed'
  /** The Lua state was replaced since, for a reason of its own. */
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
  /** Id of the command that carried the answer. */
  readonly origin: string;
}

/** What a handler asks of the server. Tickets are named by their numbers. */
export type Ask =
  | { readonly kind: 'submit'; readonly category: string; readonly message: string }
  | { readonly kind: 'reply'; readonly ticket: number; readonly message: string }
  /** A link that signs the player in on the web. */
  | { readonly kind: 'sign_in_link' }
  | { readonly kind: 'close' | 'reopen'; readonly ticket: number }
  /** The player has read the ticket up to this entry. */
  | { readonly kind: 'seen'; readonly ticket: number; readonly entry: number }
  | { readonly kind: 'list'; readonly offset: number; readonly limit: number }
  /** The last entries before one; null: the very last ones. */
  | {
      readonly kind: 'thread';
      readonly ticket: number;
      readonly before: number | null;
      readonly limit: number;
    }
  | { readonly kind: 'session' | 'account' | 'character'; readonly number: number }
  | { readonly kind: 'online'; readonly offset: number; readonly limit: number };

/** A call, made as the player of this session. */
export type ScriptCall = Ask & {
  /** 0 if it is made for nobody. */
  readonly session: number;
  /** Id of the player's command that this call belongs to; the same when it is sent again. */
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
  /** Too many calls to the server, or too many forms. */
  | 'calls'
  /** The thread ended because of it, otherwise. */
  | 'crashed'
  /** It was waiting for the server when the scripts were replaced. */
  | 'changed'
  /** It was waiting when the Lua state was replaced for another reason. */
  | 'replaced';

export type HandlerOutcome =
  | { kind: 'ran' }
  /** Nothing handles it. */
  | { kind: 'missing' }
  | { kind: 'failed'; traceback: string }
  | { kind: 'stopped'; why: StopCause; traceback: string }
  /** Not tried: too much waits, or the scripts are restarting. */
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
  /** Number of its first Lua state; each later one has the next number. */
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
  /** Sets the valid categories. */
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
  /** One message was handled, though its handler may still wait for a result. */
  | { t: 'handled' }
  /** The thread takes no more messages: its Lua state cannot be trusted. */
  | { t: 'spent'; why: StopCause };
