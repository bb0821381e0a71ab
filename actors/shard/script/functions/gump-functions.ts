import type { LuaFunction, LuaState } from 'fengari';
import { form_int_max, form_int_min } from '../../../../protocol/form.ts';
import { lauxlib, lua, toLua } from '../lua/engine.ts';
import { pushBuilder, readBuilder, type Draft } from './gump-builder.ts';
import { handlerKey, type HostContext } from './host-context.ts';
import { readLayout } from './layout.ts';
import { intArg } from '../lua/marshal.ts';
import { raise } from '../lua/meter.ts';

/** The global `gump`: forms, and the functions that handle their answers. */
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
      host.meter.charge(L, 50 + 10 * read.steps);
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
        // As with `gump.on`, closing a form without a button calls nothing.
        if (gump !== 0 && button !== 0) host.handlers.set(handlerKey(gump, button), handler);
      }
      return yes(L);
    },
  };
}

/** Shows a form with the values from the third argument on; false if nobody is there to see it. */
function show(host: HostContext, L: LuaState, { elements, texts_chars }: Draft): boolean {
  const session = intArg(L, 1);
  const serial = optional(L, 3, 0);
  const gump = optional(L, 4, 1);
  const x = optional(L, 5, 50);
  const y = optional(L, 6, 50);
  const run = host.runner.current;
  if (session === null || !host.sessions.has(session) || !run?.live) return false;
  const forms = (run.forms.get(session) ?? 0) + 1;
  if (forms > host.bounds.forms_per_session_max) host.meter.overrun(L, 'calls');
  run.forms.set(session, forms);
  // A form costs the server and the shard more than the one instruction that sends it.
  host.meter.charge(L, 200 + 20 * elements.length + texts_chars / 4);
  host.post({ t: 'form', form: { session, gump, serial, x, y, elements } });
  return true;
}

function tooManyHandlers({ bounds }: HostContext, L: LuaState): never {
  return raise(L, 1, `there may not be more than ${bounds.handlers_max} handlers`);
}

function yes(L: LuaState): number {
  lua.lua_pushboolean(L, true);
  return 1;
}

function no(L: LuaState): number {
  lua.lua_pushboolean(L, false);
  return 1;
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
