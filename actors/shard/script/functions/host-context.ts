import type { LuaState } from 'fengari';
import type { ScriptLimits } from '../script-limits.ts';
import type { FromThread, LogLine } from '../messages.ts';
import type { Meter } from '../lua/meter.ts';
import type { Runner } from '../runner.ts';
import type { Sessions } from '../sessions.ts';

/** By button: pushes the function that handles it. */
type Handlers = Map<string, (L: LuaState) => void>;

export const handlerKey = (gump: number, button: number): string => `${gump}:${button}`;

/** What the functions that scripts call work on. */
export interface HostContext {
  readonly bounds: ScriptLimits;
  readonly meter: Meter;
  readonly sessions: Sessions;
  readonly runner: Runner;
  readonly handlers: Handlers;
  /** The valid categories now, in order. */
  readonly categories: () => readonly string[];
  readonly post: (message: FromThread) => void;
  /** Logs a line of the running handler, counted against its bound. */
  readonly print: (level: LogLine['level'], line: string) => void;
}
