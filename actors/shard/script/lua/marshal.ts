import type { LuaState } from 'fengari';
import { fromLua, lua, toLua } from './engine.ts';

/**
 * Values are copied into Lua. A script never holds one of our objects: its `constructor` would lead
 * out of the sandbox. A Map becomes a table with the same keys.
 */
export type LuaInput =
  | null
  | undefined
  | boolean
  | number
  | string
  | readonly LuaInput[]
  | ReadonlyMap<number | string, LuaInput>
  | { readonly [key: string]: LuaInput };

export function push(L: LuaState, value: LuaInput): void {
  lua.lua_checkstack(L, 4);
  if (value === null || value === undefined) lua.lua_pushnil(L);
  else if (typeof value === 'boolean') lua.lua_pushboolean(L, value);
  else if (typeof value === 'number') pushNumber(L, value);
  else if (typeof value === 'string') lua.lua_pushstring(L, toLua(value));
  else pushTable(L, entriesOf(value));
}

/**
 * Anything that fits 32 bits becomes an integer: Lua treats a float differently as a key and in
 * text.
 */
export function pushNumber(L: LuaState, value: number): void {
  if ((value | 0) === value) lua.lua_pushinteger(L, value | 0);
  else lua.lua_pushnumber(L, value);
}

type Structured = Exclude<LuaInput, null | undefined | boolean | number | string>;

function entriesOf(value: Structured): Iterable<readonly [number | string, LuaInput]> {
  if (Array.isArray(value)) return value.map((item: LuaInput, index) => [index + 1, item] as const);
  if (value instanceof Map) return value as ReadonlyMap<number | string, LuaInput>;
  return Object.entries(value as { readonly [key: string]: LuaInput });
}

function pushTable(L: LuaState, entries: Iterable<readonly [number | string, LuaInput]>): void {
  lua.lua_createtable(L, 0, 0);
  for (const [key, item] of entries) {
    push(L, item);
    if (typeof key === 'string') lua.lua_setfield(L, -2, toLua(key));
    else lua.lua_rawseti(L, -2, key);
  }
}

/** The argument as text, for strings and numbers; null for anything else. */
export function textArg(L: LuaState, index: number): string | null {
  const type = lua.lua_type(L, index);
  if (type !== lua.LUA_TSTRING && type !== lua.LUA_TNUMBER) return null;
  const bytes = lua.lua_tostring(L, index);
  return bytes === null ? null : fromLua(bytes);
}

/**
 * The argument as a whole number; fractions are cut off, as scripts that divide expect. Null for
 * anything else.
 */
export function intArg(L: LuaState, index: number): number | null {
  if (lua.lua_type(L, index) !== lua.LUA_TNUMBER) return null;
  const value = Math.trunc(lua.lua_tonumber(L, index));
  return Number.isFinite(value) ? value : null;
}

/** The argument as a boolean; numbers other than 0 are true. Null if it is missing. */
export function boolArg(L: LuaState, index: number): boolean | null {
  const type = lua.lua_type(L, index);
  if (type === lua.LUA_TNIL || type === lua.LUA_TNONE) return null;
  return type === lua.LUA_TNUMBER ? lua.lua_tonumber(L, index) !== 0 : lua.lua_toboolean(L, index);
}
