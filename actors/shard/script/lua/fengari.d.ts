/**
 * The parts of fengari in use; it ships no types. Lua strings are bytes; every function may throw
 * Lua errors.
 */
declare module 'fengari' {
  /** A Lua thread; the main one stands for its whole state. */
  export interface LuaState {
    readonly l_G: object;
    readonly ci: { callstatus: number };
  }
  /**
   * A JavaScript function that Lua calls: reads its arguments from the stack and returns the number
   * of its results.
   */
  export type LuaFunction = (L: LuaState) => number;
  export type LuaHook = (L: LuaState, activation: LuaDebug) => void;
  export interface LuaDebug {
    name: Uint8Array | null;
    namewhat: Uint8Array | null;
    what: Uint8Array | null;
    short_src: Uint8Array | null;
    currentline: number;
    linedefined: number;
  }

  interface Lua {
    readonly LUA_OK: 0;
    readonly LUA_YIELD: 1;
    readonly LUA_MASKCOUNT: number;
    readonly LUA_MULTRET: -1;
    readonly LUA_REGISTRYINDEX: number;
    readonly LUA_RIDX_GLOBALS: number;
    readonly LUA_TNONE: -1;
    readonly LUA_TNIL: 0;
    readonly LUA_TBOOLEAN: 1;
    readonly LUA_TNUMBER: 3;
    readonly LUA_TSTRING: 4;
    readonly LUA_TTABLE: 5;
    readonly LUA_TFUNCTION: 6;
    readonly lua_Debug: new () => LuaDebug;
    lua_atnativeerror(L: LuaState, onError: LuaFunction): void;
    lua_call(L: LuaState, args: number, results: number): void;
    lua_checkstack(L: LuaState, slots: number): boolean;
    lua_concat(L: LuaState, count: number): void;
    lua_createtable(L: LuaState, array: number, fields: number): void;
    lua_error(L: LuaState): never;
    lua_getfield(L: LuaState, index: number, key: Uint8Array): number;
    lua_getglobal(L: LuaState, name: Uint8Array): number;
    lua_gethookcount(L: LuaState): number;
    lua_getinfo(L: LuaState, what: Uint8Array, activation: LuaDebug): number;
    lua_getstack(L: LuaState, level: number, activation: LuaDebug): number;
    lua_gettop(L: LuaState): number;
    lua_insert(L: LuaState, index: number): void;
    lua_isinteger(L: LuaState, index: number): boolean;
    lua_isnumber(L: LuaState, index: number): boolean;
    lua_isyieldable(L: LuaState): boolean;
    lua_newthread(L: LuaState): LuaState;
    lua_newuserdata(L: LuaState, size: number): Record<string, unknown>;
    lua_pop(L: LuaState, count: number): void;
    lua_pushboolean(L: LuaState, value: boolean): void;
    lua_pushcfunction(L: LuaState, fn: LuaFunction): void;
    lua_pushinteger(L: LuaState, value: number): void;
    lua_pushnil(L: LuaState): void;
    lua_pushnumber(L: LuaState, value: number): void;
    lua_pushstring(L: LuaState, value: Uint8Array): void;
    lua_pushvalue(L: LuaState, index: number): void;
    lua_rawget(L: LuaState, index: number): number;
    lua_rawgeti(L: LuaState, index: number, key: number): number;
    lua_rawlen(L: LuaState, index: number): number;
    lua_rawseti(L: LuaState, index: number, key: number): void;
    lua_replace(L: LuaState, index: number): void;
    lua_resume(L: LuaState, from: LuaState | null, args: number): number;
    lua_setfield(L: LuaState, index: number, key: Uint8Array): void;
    lua_setglobal(L: LuaState, name: Uint8Array): void;
    lua_sethook(L: LuaState, hook: LuaHook, mask: number, count: number): void;
    lua_setmetatable(L: LuaState, index: number): void;
    lua_settop(L: LuaState, index: number): void;
    lua_toboolean(L: LuaState, index: number): boolean;
    lua_tocfunction(L: LuaState, index: number): LuaFunction | null;
    lua_tointeger(L: LuaState, index: number): number;
    lua_tonumber(L: LuaState, index: number): number;
    /** Returns a function that pushes the value again, on any thread of the same state. */
    lua_toproxy(L: LuaState, index: number): (L: LuaState) => void;
    lua_tostring(L: LuaState, index: number): Uint8Array | null;
    lua_touserdata(L: LuaState, index: number): unknown;
    lua_type(L: LuaState, index: number): number;
    lua_typename(L: LuaState, type: number): Uint8Array;
    /**
     * Leaves the calling function by throwing; the arguments of the next `lua_resume` become its
     * results.
     */
    lua_yield(L: LuaState, results: number): number;
  }

  interface LuaAux {
    luaL_argerror(L: LuaState, arg: number, message: Uint8Array): never;
    luaL_checkinteger(L: LuaState, arg: number): number;
    luaL_checknumber(L: LuaState, arg: number): number;
    luaL_checkstring(L: LuaState, arg: number): Uint8Array;
    luaL_checktype(L: LuaState, arg: number, type: number): void;
    luaL_checkudata(L: LuaState, arg: number, name: Uint8Array): unknown;
    luaL_loadbufferx(
      L: LuaState,
      source: Uint8Array,
      size: number,
      name: Uint8Array,
      mode: Uint8Array,
    ): number;
    luaL_newmetatable(L: LuaState, name: Uint8Array): number;
    luaL_newstate(): LuaState;
    luaL_requiref(L: LuaState, name: Uint8Array, open: LuaFunction, global: boolean): void;
    luaL_setmetatable(L: LuaState, name: Uint8Array): void;
    luaL_tolstring(L: LuaState, index: number): Uint8Array;
    luaL_where(L: LuaState, level: number): void;
  }

  interface LuaLib {
    readonly luaopen_base: LuaFunction;
    readonly luaopen_coroutine: LuaFunction;
    readonly luaopen_math: LuaFunction;
    readonly luaopen_string: LuaFunction;
    readonly luaopen_table: LuaFunction;
    readonly luaopen_utf8: LuaFunction;
  }

  const fengari: { readonly lua: Lua; readonly lauxlib: LuaAux; readonly lualib: LuaLib };
  export default fengari;
}

declare module 'fengari/src/lstring.js' {
  interface TString {
    hash: string | null;
    getstr(): Uint8Array;
  }
  const lstring: {
    readonly TString: new (L: object, bytes: Uint8Array) => TString;
    luaS_bless: (L: object, bytes: Uint8Array) => TString;
    luaS_new: (L: object, bytes: Uint8Array) => TString;
    luaS_hash: (bytes: Uint8Array) => string;
    luaS_hashlongstr: (text: TString) => string;
  };
  export default lstring;
}

declare module 'fengari/src/llimits.js' {
  const llimits: { api_check: (L: object, holds: boolean, message: string) => void };
  export default llimits;
}

declare module 'fengari/src/lobject.js' {
  interface TValue {
    setfltvalue(value: number): void;
  }
  const lobject: { luaO_str2num: (text: Uint8Array, to: TValue) => number };
  export default lobject;
}

declare module 'fengari/src/luaconf.js' {
  const luaconf: { lua_number2str: (value: number) => string };
  export default luaconf;
}
