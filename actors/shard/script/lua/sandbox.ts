import type { LuaFunction, LuaState } from 'fengari';
import { fromLua, lauxlib, LimitReached, lua, toLua } from './engine.ts';
import { registerBuilder } from '../functions/gump-builder.ts';
import { openLibrary } from './library.ts';
import type { Meter } from './meter.ts';

/** A new Lua state with the bounded standard library and none of our functions yet. */
export function createSandbox(meter: Meter): LuaState {
  const L = lauxlib.luaL_newstate();
  // Without it a JavaScript exception inside a library function would be lost.
  lua.lua_atnativeerror(L, describeNativeError);
  openLibrary(L, meter);
  registerBuilder(L);
  meter.watch(L);
  return L;
}

/** Sets `name` to a table of these functions. */
export function setModule(L: LuaState, name: string, functions: Record<string, LuaFunction>): void {
  lua.lua_createtable(L, 0, Object.keys(functions).length);
  for (const [key, fn] of Object.entries(functions)) {
    lua.lua_pushcfunction(L, fn);
    lua.lua_setfield(L, -2, toLua(key));
  }
  lua.lua_setglobal(L, toLua(name));
}

export function setGlobal(L: LuaState, name: string, fn: LuaFunction): void {
  lua.lua_pushcfunction(L, fn);
  lua.lua_setglobal(L, toLua(name));
}

/**
 * Pushes a global function without using metatables; pushes nothing and returns false if it is
 * none.
 */
export function pushGlobalFunction(L: LuaState, name: string): boolean {
  lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, lua.LUA_RIDX_GLOBALS);
  lua.lua_pushstring(L, toLua(name));
  const found = lua.lua_rawget(L, -2) === lua.LUA_TFUNCTION;
  if (!found) {
    lua.lua_pop(L, 2);
    return false;
  }
  lua.lua_insert(L, -2);
  lua.lua_pop(L, 1);
  return true;
}

/** `print` that calls `write`: the arguments as text with tabs between. */
export function printTo(write: (line: string) => void): LuaFunction {
  return (L) => {
    const parts: string[] = [];
    for (let index = 1; index <= lua.lua_gettop(L); index++) {
      parts.push(fromLua(lauxlib.luaL_tolstring(L, index)));
      lua.lua_pop(L, 1);
    }
    write(parts.join('\t'));
    return 0;
  };
}

const describeNativeError: LuaFunction = (L) => {
  const error = lua.lua_touserdata(L, 1);
  // Level 1 is the library function that threw, or the Lua function itself; level 2 is its caller.
  lauxlib.luaL_where(L, 1);
  if (lua.lua_rawlen(L, -1) === 0) {
    lua.lua_pop(L, 1);
    lauxlib.luaL_where(L, 2);
  }
  lua.lua_pushstring(L, toLua(words(error)));
  lua.lua_concat(L, 2);
  return 1;
};

function words(error: unknown): string {
  if (error instanceof LimitReached) return error.message;
  if (error instanceof RangeError && error.message.includes('call stack')) return 'stack overflow';
  return `the host failed: ${error instanceof Error ? error.message : String(error)}`;
}
