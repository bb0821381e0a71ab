import type { LuaFunction, LuaState } from 'fengari';
import { form_int_max, form_int_min } from '../../../protocol/form.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ScriptBounds } from './bounds.ts';
import { lauxlib, lua, toLua } from './engine.ts';
import { pushBuilder, readBuilder, type Draft } from './gump-builder.ts';
import { readLayout } from './layout.ts';
import { intArg, push, textArg } from './marshal.ts';
import type { FromThread, LogLine } from './messages.ts';
import { raise, type Meter } from './meter.ts';
import type { Runner } from './runner.ts';
import type { Sessions } from './sessions.ts';

/** Pushes the function that answers a button of a form. */
export type Handlers = Map<string, (L: LuaState) => void>;

export const handlerKey = (gump: number, button: number): string => `${gump}:${button}`;

export interface HostContext {
  readonly bounds: ScriptBounds;
  readonly meter: Meter;
  readonly sessions: Sessions;
  readonly runner: Runner;
  readonly handlers: Handlers;
  readonly categories: readonly string[];
  readonly post: (message: FromThread) => void;
  /** A line of the running handler in the log, as one of those it may print. */
  readonly print: (level: LogLine['level'], line: string) => void;
}

/** The global `gump`: forms and what happens when they are answered. */
export function gumpFunctions(host: HostContext): Record<string, LuaFunction> {
  return {
    create: (L) => {
      pushBuilder(L);
      return 1;
    },
    on: (L) => {
      const gump = required(L, 1);
      const button = required(L, 2);
      if (gump === 0 || button === 0 || lua.lua_type(L, 3) <= lua.LUA_TNIL) return no(L);
      lauxlib.luaL_checktype(L, 3, lua.LUA_TFUNCTION);
      const key = handlerKey(gump, button);
      if (!host.handlers.has(key) && host.handlers.size >= host.bounds.handlers_max) {
        tooManyHandlers(host, L);
      }
      host.handlers.set(key, lua.lua_toproxy(L, 3));
      return yes(L);
    },
    send: (L) => {
      if (lua.lua_type(L, 2) <= lua.LUA_TNIL) return no(L);
      const draft = readBuilder(L, 2);
      return show(host, L, draft) ? yes(L) : no(L);
    },
    send_layout: (L) => {
      const read = readLayout(L, 2, 7);
      if (!read.ok) {
        host.print('warn', `gump.send_layout: ${read.why}`);
        return no(L);
      }
      const gump = optional(L, 4, 1);
      const keys = [...read.handlers.keys()].map((button) => handlerKey(gump, button));
      const added = keys.filter((key) => !host.handlers.has(key)).length;
      if (host.handlers.size + added > host.bounds.handlers_max) tooManyHandlers(host, L);
      if (!show(host, L, read.draft)) return no(L);
      for (const [button, handler] of read.handlers) {
        // As with `gump.on`, a form that is closed without a button calls nothing.
        if (gump !== 0 && button !== 0) host.handlers.set(handlerKey(gump, button), handler);
      }
      return yes(L);
    },
  };
}

/** Shows a form with what stands from the third argument on; false where there is nobody to see it. */
function show(host: HostContext, L: LuaState, { elements, texts_chars }: Draft): boolean {
  const session = intArg(L, 1);
  const serial = optional(L, 3, 0);
  const gump = optional(L, 4, 1);
  const x = optional(L, 5, 50);
  const y = optional(L, 6, 50);
  if (session === null || !host.sessions.has(session) || !host.runner.current?.live) return false;
  // A form costs the server and the shard more than the instruction that sends it.
  host.meter.charge(L, 200 + 20 * elements.length + texts_chars / 4);
  host.post({ t: 'form', form: { session, gump, serial, x, y, elements } });
  return true;
}

function tooManyHandlers({ bounds }: HostContext, L: LuaState): never {
  return raise(L, 1, `there may not be more than ${bounds.handlers_max} handlers`);
}

/** The global `help_tickets`: what waits for the server. */
export function ticketFunctions(host: HostContext): Record<string, LuaFunction> {
  let calls = 0;
  return {
    submit: (L) => {
      const run = host.runner.current;
      if (run === null || !run.live || L !== run.thread || !lua.lua_isyieldable(L)) {
        return raise(
          L,
          1,
          'help_tickets.submit waits for the server: that is not possible while a file loads, ' +
            'in a coroutine, or inside table.sort, string.gsub or require',
        );
      }
      // What no player's command brought has no id to be the same by when it comes again; and a
      // script that opened a ticket when one is opened would never end.
      const { origin } = run;
      if (origin === null) return refused(L, 'only what a player did can open a ticket');
      const session = intArg(L, 1);
      const wanted = textArg(L, 2)?.trim() ?? '';
      const message = textArg(L, 3)?.trim() ?? '';
      if (session === null || session <= 0 || !host.sessions.has(session)) {
        return refused(L, 'the session is not live');
      }
      if (host.sessions.character(session) === null)
        return refused(L, 'the session has no character');
      if (wanted === '') return refused(L, 'the category is blank');
      const category = host.categories.find((name) => name.toLowerCase() === wanted.toLowerCase());
      if (category === undefined) return refused(L, 'there is no such category');
      if (message === '') return refused(L, 'the message is blank');
      if (message.length > limits.raw_text_chars_max || message.includes('\0')) {
        return refused(L, 'the message is too long or malformed');
      }
      if (run.ordinal >= host.bounds.calls_max) {
        return refused(L, 'one answer of a player can do only so much');
      }
      if (host.runner.suspended >= host.bounds.suspended_max) {
        return refused(L, 'too many requests are waiting, try again in a moment');
      }
      const call = ++calls;
      const submit = { session, category, message, origin, ordinal: run.ordinal++ };
      host.runner.suspend(run, call);
      host.post({ t: 'call', call, submit });
      return lua.lua_yield(L, 0);
    },
  };
}

function yes(L: LuaState): number {
  lua.lua_pushboolean(L, true);
  return 1;
}

function no(L: LuaState): number {
  lua.lua_pushboolean(L, false);
  return 1;
}

function refused(L: LuaState, reason: string): number {
  lua.lua_pushboolean(L, false);
  push(L, reason);
  return 2;
}

function required(L: LuaState, arg: number): number {
  const value = intArg(L, arg);
  return value ?? lauxlib.luaL_argerror(L, arg, toLua('number expected'));
}

function optional(L: LuaState, arg: number, otherwise: number): number {
  if (lua.lua_type(L, arg) <= lua.LUA_TNIL) return otherwise;
  const value = required(L, arg);
  if (value >= form_int_min && value <= form_int_max) return value;
  return lauxlib.luaL_argerror(L, arg, toLua('number does not fit 32 bits'));
}
