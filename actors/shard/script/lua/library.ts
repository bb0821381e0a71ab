import type { LuaFunction, LuaState } from 'fengari';
import { lauxlib, lua, lualib, toLua } from './engine.ts';
import type { Meter } from './meter.ts';
import { formatWhole, numberInBase, openBitwise } from './whole-numbers.ts';

/**
 * The standard functions that scripts get. Left out: `load`, `dofile`, `xpcall` (an endless message
 * handler runs where no hook sees it), `collectgarbage`, `string.dump`, `io`, `os`, `debug`,
 * `package`. Functions that take many steps inside one call are charged for them.
 */
export function openLibrary(L: LuaState, meter: Meter): void {
  const libraries: [string, LuaFunction][] = [
    ['_G', lualib.luaopen_base],
    ['string', lualib.luaopen_string],
    ['table', lualib.luaopen_table],
    ['math', lualib.luaopen_math],
    ['utf8', lualib.luaopen_utf8],
    ['coroutine', lualib.luaopen_coroutine],
  ];
  for (const [name, open] of libraries) {
    lauxlib.luaL_requiref(L, toLua(name), open, true);
    lua.lua_pop(L, 1);
  }
  for (const name of ['collectgarbage', 'dofile', 'load', 'loadfile', 'print', 'xpcall']) {
    lua.lua_pushnil(L);
    lua.lua_setglobal(L, toLua(name));
  }
  // fengari forgets that hooks were allowed: after the first error that a script caught,
  // instructions were no longer counted.
  edit(L, '_G', (field) => {
    field.wrap('pcall', (state, pcall) => {
      state.ci.callstatus |= hooksWereAllowed;
      return pcall(state);
    });
    field.wrap('tonumber', numberInBase);
  });
  openBitwise(L);
  edit(L, 'string', (field) => {
    field.remove('dump');
    field.wrap('format', formatWhole);
    field.wrap('rep', (state, rep) => repeat(state, rep));
    for (const name of ['find', 'match', 'gmatch', 'gsub', 'byte']) {
      field.wrap(
        name,
        charged(meter, (state) => byteLength(state, 1) / 32),
      );
    }
  });
  edit(L, 'utf8', (field) => {
    for (const name of ['len', 'codepoint', 'offset']) {
      field.wrap(
        name,
        charged(meter, (state) => byteLength(state, 1) / 8),
      );
    }
  });
  edit(L, 'table', (field) => {
    field.wrap(
      'concat',
      charged(meter, (state) => span(state, 3, 4)),
    );
    field.wrap(
      'unpack',
      charged(meter, (state) => span(state, 2, 3)),
    );
    field.wrap(
      'insert',
      charged(meter, (state) => shift(state, 3)),
    );
    field.wrap(
      'remove',
      charged(meter, (state) => shift(state, 2)),
    );
    field.wrap(
      'move',
      charged(meter, (state) => number(state, 3, 0) - number(state, 2, 0) + 1),
    );
    field.wrap(
      'sort',
      charged(meter, (state) => sortSteps(tableLength(state))),
    );
    field.wrap(
      'pack',
      charged(meter, (state) => lua.lua_gettop(state)),
    );
  });
}

/** CIST_OAH of lstate.js. */
const hooksWereAllowed = 1;

type Wrapper = (L: LuaState, original: LuaFunction) => number;

interface Fields {
  remove(name: string): void;
  wrap(name: string, wrapper: Wrapper): void;
}

function edit(L: LuaState, library: string, edits: (fields: Fields) => void): void {
  lua.lua_getglobal(L, toLua(library));
  edits({
    remove: (name) => {
      lua.lua_pushnil(L);
      lua.lua_setfield(L, -2, toLua(name));
    },
    wrap: (name, wrapper) => {
      lua.lua_getfield(L, -1, toLua(name));
      const original = lua.lua_tocfunction(L, -1);
      lua.lua_pop(L, 1);
      if (original === null) throw new Error(`${library}.${name} is no function`);
      lua.lua_pushcfunction(L, (state) => wrapper(state, original));
      lua.lua_setfield(L, -2, toLua(name));
    },
  });
  lua.lua_pop(L, 1);
}

function charged(meter: Meter, steps: (L: LuaState) => number): Wrapper {
  return (L, original) => {
    meter.charge(L, steps(L));
    return original(L);
  };
}

/** fengari's own loops two billion times to repeat an empty string. */
function repeat(L: LuaState, rep: LuaFunction): number {
  const unit = byteLength(L, 1) + byteLength(L, 3);
  if (unit > 0 || lua.lua_type(L, 1) !== lua.LUA_TSTRING) return rep(L);
  lauxlib.luaL_checkinteger(L, 2);
  lua.lua_pushstring(L, toLua(''));
  return 1;
}

// The functions below only estimate the cost: wrong arguments are left to the original.

function number(L: LuaState, index: number, otherwise: number): number {
  return lua.lua_type(L, index) === lua.LUA_TNUMBER ? lua.lua_tonumber(L, index) : otherwise;
}

function byteLength(L: LuaState, index: number): number {
  return lua.lua_type(L, index) === lua.LUA_TSTRING ? lua.lua_rawlen(L, index) : 0;
}

function tableLength(L: LuaState): number {
  return lua.lua_type(L, 1) === lua.LUA_TTABLE ? lua.lua_rawlen(L, 1) : 0;
}

function span(L: LuaState, from: number, to: number): number {
  return number(L, to, tableLength(L)) - number(L, from, 1) + 1;
}

/** `insert` and `remove` with a position move all elements after it. */
function shift(L: LuaState, argumentsWithPlace: number): number {
  if (lua.lua_gettop(L) < argumentsWithPlace) return 1;
  const length = tableLength(L);
  return length - number(L, 2, length) + 1;
}

function sortSteps(length: number): number {
  return length < 2 ? 1 : 2 * length * Math.log2(length);
}
