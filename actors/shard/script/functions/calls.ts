import type { LuaFunction, LuaState } from 'fengari';
import { lua } from '../lua/engine.ts';
import type { HostContext } from './host-context.ts';
import { intArg, push } from '../lua/marshal.ts';
import type { Ask, ScriptCall } from '../messages.ts';
import { raise } from '../lua/meter.ts';
import type { CallKind, Run } from '../runner.ts';

/** What a handler asks of the server, or why it is not asked. */
type Wanted = Ask | { readonly kind: 'no'; readonly why: string };

export function no(why: string): Wanted {
  return { kind: 'no', why };
}

/**
 * Functions that wait for the server: they yield the Lua coroutine and resume it with the answer. A
 * command returns true and its result, or false and a reason; a question returns the value, or nil
 * and a reason.
 */
export class Calls {
  readonly #host: HostContext;
  #last = 0;

  constructor(host: HostContext) {
    this.#host = host;
  }

  /**
   * An action as the player of the session in the first argument. It is refused unless a player's
   * command triggered it: without one it has no stable id for resends, and a script that opens a
   * ticket whenever one is opened would never end.
   */
  command(name: string, read: (L: LuaState, session: number, run: Run) => Wanted): LuaFunction {
    return (L) => {
      const run = this.#waiting(L, name);
      const session = intArg(L, 1);
      const { origin } = run;
      const wanted =
        origin === null
          ? no('only what a player did can do this')
          : this.#isLive(session)
            ? read(L, session, run)
            : no('the session is not live');
      return this.#ask(L, run, 'command', wanted, () => {
        if (run.ordinal >= this.#host.bounds.commands_max) this.#host.meter.overrun(L, 'calls');
        return { session: session!, origin, ordinal: run.ordinal++ };
      });
    };
  }

  /** Something that the player of the session in the first argument may see. */
  question(name: string, read: (L: LuaState, run: Run) => Wanted): LuaFunction {
    return (L) => {
      const run = this.#waiting(L, name);
      const session = intArg(L, 1);
      const wanted = !this.#isLive(session)
        ? no('the session is not live')
        : isOther(run, session)
          ? no('this handler acts for another player')
          : read(L, run);
      return this.#look(L, run, wanted, session ?? 0);
    };
  }

  /** Something about the shard's players, for no player in particular. */
  lookUp(name: string, read: (L: LuaState) => Wanted): LuaFunction {
    return (L) => {
      const run = this.#waiting(L, name);
      return this.#look(L, run, read(L), 0);
    };
  }

  #look(L: LuaState, run: Run, wanted: Wanted, session: number): number {
    return this.#ask(L, run, 'question', wanted, () => {
      run.questions += 1;
      if (run.questions > this.#host.bounds.questions_max) this.#host.meter.overrun(L, 'calls');
      return { session, origin: null, ordinal: 0 };
    });
  }

  #ask(
    L: LuaState,
    run: Run,
    kind: CallKind,
    wanted: Wanted,
    asker: () => Omit<ScriptCall, 'kind'>,
  ): number {
    const { runner, bounds, post } = this.#host;
    if (wanted.kind === 'no') return refused(L, kind, wanted.why);
    if (runner.suspended >= bounds.suspended_max) {
      return refused(L, kind, 'too many requests are waiting, try again in a moment');
    }
    const asked = { ...wanted, ...asker() };
    this.#last += 1;
    runner.suspend(run, this.#last, kind);
    post({ t: 'call', call: this.#last, asked });
    return lua.lua_yield(L, 0);
  }

  #isLive(session: number | null): session is number {
    return session !== null && session > 0 && this.#host.sessions.has(session);
  }

  #waiting(L: LuaState, name: string): Run {
    const run = this.#host.runner.current;
    if (run !== null && run.live && L === run.thread && lua.lua_isyieldable(L)) return run;
    return raise(
      L,
      1,
      `${name} waits for the server: that is not possible while a file loads, ` +
        'in a coroutine, or inside table.sort, string.gsub or require',
    );
  }
}

/** Whether the handler runs for another player than this session's. */
export function isOther(run: Run, session: number): boolean {
  return run.session !== null && run.session !== session;
}

function refused(L: LuaState, kind: CallKind, reason: string): number {
  push(L, kind === 'command' ? false : null);
  push(L, reason);
  return 2;
}
