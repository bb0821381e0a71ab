import type { LuaState } from 'fengari';
import type { Stopwatch } from '../../runtime/clock.ts';
import type { ScriptLimits } from './script-limits.ts';
import { fromLua, lua } from './lua/engine.ts';
import { runGuarded } from './lua/guard.ts';
import type { HandlerOutcome, StopCause } from './messages.ts';
import { nothingSpent, type Meter, type Spent } from './lua/meter.ts';
import { traceback } from './lua/traceback.ts';

/** One running handler: a coroutine, what it has used, and whom to tell how it ended. */
export interface Run {
  /** What was called, for the log. */
  readonly what: string;
  /** The player's command that triggered it; null if none did. */
  readonly origin: string | null;
  /** The session of that player. */
  readonly session: number | null;
  readonly thread: LuaState;
  readonly spent: Spent;
  /** False while a file loads: then it may neither wait nor show anything. */
  readonly live: boolean;
  readonly done: (outcome: HandlerOutcome) => void;
  /** Commands and questions sent to the server so far. */
  ordinal: number;
  questions: number;
  /** Forms shown so far, by session. */
  readonly forms: Map<number, number>;
  /** What it waits for. */
  waiting: CallKind | null;
}

export type CallKind = 'command' | 'question';

/**
 * Runs handlers on one Lua state, each in its own coroutine, so that one may wait while others run.
 */
export class Runner {
  /** The handler that runs now. */
  current: Run | null = null;
  /** Set when the state cannot be trusted any more. */
  ruined: StopCause | null = null;
  readonly #waiting = new Map<number, Run>();
  readonly #L: LuaState;
  readonly #meter: Meter;
  readonly #bounds: ScriptLimits;
  readonly #elapsed: Stopwatch['elapsed'];

  constructor(L: LuaState, meter: Meter, bounds: ScriptLimits, elapsed: Stopwatch['elapsed']) {
    this.#L = L;
    this.#meter = meter;
    this.#bounds = bounds;
    this.#elapsed = elapsed;
  }

  get suspended(): number {
    return this.#waiting.size;
  }

  /**
   * `push` pushes a function and its arguments and returns the number of arguments; -1 if there is
   * no function.
   */
  start(
    begin: Pick<Run, 'what' | 'origin' | 'session' | 'live' | 'done'>,
    push: (L: LuaState) => number,
  ): void {
    const thread = lua.lua_newthread(this.#L);
    lua.lua_pop(this.#L, 1);
    const counts = { ordinal: 0, questions: 0, forms: new Map<number, number>() };
    const run: Run = { ...begin, ...counts, thread, spent: nothingSpent(), waiting: null };
    const args = push(thread);
    if (args < 0) return run.done({ kind: 'missing' });
    this.#turn(run, args);
  }

  /** Called by a library function of `current`, which then yields. */
  suspend(run: Run, call: number, kind: CallKind): void {
    run.waiting = kind;
    this.#waiting.set(call, run);
  }

  /** The server answered a call; `push` pushes the results. Unknown calls are ignored. */
  resume(call: number, push: (L: LuaState, kind: CallKind) => number): void {
    const run = this.#waiting.get(call);
    if (run === undefined || run.waiting === null) return;
    const kind = run.waiting;
    this.#waiting.delete(call);
    run.waiting = null;
    this.#turn(run, push(run.thread, kind));
  }

  /** Ends all waiting handlers; their state is being dropped. */
  abandon(): void {
    for (const run of this.#waiting.values()) {
      const trace = this.#trace(run, 'the scripts were replaced while this waited for the server');
      run.done({ kind: 'stopped', why: 'changed', traceback: trace });
    }
    this.#waiting.clear();
  }

  #turn(run: Run, args: number): void {
    const left_ms = this.#bounds.running_ms_max - run.spent.running_ms;
    if (left_ms < 1) return this.#stop(run, 'time', this.#outOfTime());
    let status = -1;
    const began = this.#elapsed();
    this.current = run;
    this.#meter.enter(run.spent);
    const inTime = runGuarded(left_ms, () => {
      status = lua.lua_resume(run.thread, null, args);
    });
    this.#meter.leave();
    this.current = null;
    run.spent.running_ms += this.#elapsed() - began;

    if (!inTime) {
      this.ruined = 'time';
      return this.#stop(run, 'time', this.#outOfTime());
    }
    const { overrun } = run.spent;
    // A coroutine inside may have caught the error, but the bound stays exceeded.
    if (overrun !== null) {
      if (overrun === 'memory') this.ruined = 'memory';
      const why = overrun === 'built' ? 'memory' : overrun;
      return this.#stop(
        run,
        why,
        status > lua.LUA_YIELD ? errorText(run.thread) : `stopped: ${why}`,
      );
    }
    if (status === lua.LUA_OK) run.done({ kind: 'ran' });
    else if (status !== lua.LUA_YIELD) this.#fail(run, errorText(run.thread));
    else if (run.waiting === null) this.#fail(run, 'attempt to yield from outside a coroutine');
  }

  #stop(run: Run, why: StopCause, message: string): void {
    run.done({ kind: 'stopped', why, traceback: this.#trace(run, message) });
  }

  #fail(run: Run, message: string): void {
    run.done({ kind: 'failed', traceback: this.#trace(run, message) });
  }

  #trace(run: Run, message: string): string {
    return traceback(run.thread, message, this.#bounds.traceback_chars_max);
  }

  #outOfTime(): string {
    return `stopped after running for ${this.#bounds.running_ms_max} ms`;
  }
}

function errorText(L: LuaState): string {
  const type = lua.lua_type(L, -1);
  if (type === lua.LUA_TSTRING || type === lua.LUA_TNUMBER)
    return fromLua(lua.lua_tostring(L, -1)!);
  return `(error object is a ${fromLua(lua.lua_typename(L, type))} value)`;
}
