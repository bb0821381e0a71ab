import { getHeapStatistics } from 'node:v8';
import type { LuaHook, LuaState } from 'fengari';
import type { ScriptLimits } from '../script-limits.ts';
import { boundStrings, lauxlib, LimitReached, lua, toLua } from './engine.ts';

export type Overrun = 'instructions' | 'built' | 'memory' | 'calls';

/** What one handler has used so far. It is kept while the handler is suspended. */
export interface Spent {
  instructions: number;
  built_bytes: number;
  running_ms: number;
  printed_lines: number;
  overrun: Overrun | null;
}

export function nothingSpent(): Spent {
  return { instructions: 0, built_bytes: 0, running_ms: 0, printed_lines: 0, overrun: null };
}

/** Lua instructions between two checks. Few, since each coroutine counts its own. */
const step = 100;

/**
 * Counts what the running handler uses and stops it when it exceeds a bound. From then on every
 * instruction raises again, so that the script's `pcall` cannot swallow the error.
 */
export class Meter {
  #spent: Spent | null = null;
  readonly #bounds: ScriptLimits;

  constructor(bounds: ScriptLimits) {
    this.#bounds = bounds;
    boundStrings(bounds.string_bytes_max, (bytes) => this.#build(bytes));
  }

  /** Installs the counting hook on a state; coroutines inherit it. */
  watch(L: LuaState): void {
    lua.lua_sethook(L, this.#hook, lua.LUA_MASKCOUNT, step);
  }

  /** Charges this account until `leave`. */
  enter(spent: Spent): void {
    this.#spent = spent;
  }

  leave(): void {
    this.#spent = null;
  }

  /** Charges a library call for its internal steps, which the hook does not see. */
  charge(L: LuaState, steps: number): void {
    if (this.#spent === null) return;
    this.#spent.instructions += Math.max(0, Math.floor(steps));
    if (this.#spent.instructions > this.#bounds.instructions_max)
      this.#spent.overrun ??= 'instructions';
    if (this.#spent.overrun !== null) raise(L, 1, this.#words(this.#spent.overrun));
  }

  /** The running handler exceeded another bound. */
  overrun(L: LuaState, what: Overrun): never {
    if (this.#spent !== null) this.#spent.overrun ??= what;
    return raise(L, 1, this.#words(what));
  }

  #build(bytes: number): void {
    const spent = this.#spent;
    // After an overrun there must still be room for the error message.
    if (spent === null || spent.overrun !== null) return;
    spent.built_bytes += bytes;
    if (spent.built_bytes <= this.#bounds.built_bytes_max) return;
    spent.overrun = 'built';
    throw new LimitReached(this.#words('built'));
  }

  readonly #hook: LuaHook = (L) => {
    const spent = this.#spent;
    if (spent === null) return;
    spent.instructions += lua.lua_gethookcount(L);
    if (spent.overrun === null) {
      if (spent.instructions > this.#bounds.instructions_max) spent.overrun = 'instructions';
      else if (this.#isHeapFull()) spent.overrun = 'memory';
    }
    if (spent.overrun !== null) {
      lua.lua_sethook(L, this.#hook, lua.LUA_MASKCOUNT, 1);
      raise(L, 0, this.#words(spent.overrun));
    }
  };

  #isHeapFull(): boolean {
    const heap = getHeapStatistics();
    return (
      heap.used_heap_size > this.#bounds.heap_bytes_max ||
      heap.external_memory > this.#bounds.buffers_bytes_max
    );
  }

  #words(overrun: Overrun): string {
    switch (overrun) {
      case 'instructions':
        return `stopped after ${this.#bounds.instructions_max} instructions`;
      case 'built':
        return `stopped after building ${this.#bounds.built_bytes_max} bytes of strings`;
      case 'calls':
        return 'stopped: one handler may ask for and show only so much';
      case 'memory':
        return 'stopped because the scripts use too much memory';
    }
  }
}

/** Raises a Lua error that names the line at `level`: 0 is the running function, 1 its caller. */
export function raise(L: LuaState, level: number, message: string): never {
  lauxlib.luaL_where(L, level);
  lua.lua_pushstring(L, toLua(message));
  lua.lua_concat(L, 2);
  return lua.lua_error(L);
}
