import type { LuaState } from 'fengari';
import type { ScriptLimits } from '../script-limits.ts';
import type { FromThread, LogLine } from '../messages.ts';
import type { Meter } from '../lua/meter.ts';
import type { Runner } from '../runner.ts';
import type { Sessions } from '../sessions.ts';

/** Pushes the function that answers a button of a form. */
type Handlers = Map<string, (L: LuaState) => void>;

export const handlerKey = (gump: number, button: number): string => `${gump}:${button}`;

/** What the functions that scripts call work on. */
export interface HostContext {
  readonly bounds: ScriptLimits;
  readonly meter: Meter;
  readonly sessions: Sessions;
  readonly runner: Runner;
  readonly handlers: Handlers;
  /** The valid categories as they are now, in order. */
  readonly categories: () => readonly string[];
  readonly post: (message: FromThread) => void;
  /** A line of the running handler in the log, as one of those it may print. */
  readonly print: (level: LogLine['level'], line: string) => void;
}
