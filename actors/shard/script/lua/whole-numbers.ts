import type { LuaFunction, LuaState } from 'fengari';
import { fromLua, lauxlib, lua, toLua } from './engine.ts';
import { pushNumber } from './marshal.ts';

/**
 * fengari's integers have 32 bits; larger serials, ids and times are floats here. Lua has integers
 * of 64 bits, so functions that need a whole number accept such a float as the integer it equals.
 */

/** `format` of whole numbers beyond 32 bits: %d, %i, %u, %x, %X and %o. */
export function formatWhole(L: LuaState, format: LuaFunction): number {
  if (lua.lua_type(L, 1) !== lua.LUA_TSTRING) return format(L);
  let argument = 1;
  let changed = false;
  const text = lua.lua_tostring(L, 1)!;
  // Matched on bytes: text outside of directives need not be UTF-8.
  const pattern = Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1');
  const rewritten = pattern.replaceAll(
    /%([-+ #0]*\d*)(\.\d*)?(.)/gsu,
    (whole, flags, exact, how) => {
      if (how === '%') return whole;
      argument += 1;
      const value = largeWhole(L, argument);
      if (value === undefined || !'diuxXo'.includes(how)) return whole;
      changed = true;
      if ('diu'.includes(how)) return `%${flags}.0f`;
      const digits = BigInt.asUintN(64, BigInt(value)).toString(how === 'o' ? 8 : 16);
      replace(L, argument, how === 'X' ? digits.toUpperCase() : digits);
      return `%${flags.replaceAll(/[+ #]/gu, '')}${exact ?? ''}s`;
    },
  );
  if (!changed) return format(L);
  lua.lua_pushstring(L, Buffer.from(rewritten, 'latin1'));
  lua.lua_replace(L, 1);
  return format(L);
}

/** `tonumber` with a base; the original wraps beyond 32 bits. */
export function numberInBase(L: LuaState, tonumber: LuaFunction): number {
  const isDigits = lua.lua_gettop(L) > 1 && lua.lua_type(L, 1) === lua.LUA_TSTRING;
  if (!isDigits || lua.lua_type(L, 2) !== lua.LUA_TNUMBER) return tonumber(L);
  const base = lua.lua_tonumber(L, 2);
  const text = fromLua(lua.lua_tostring(L, 1)!).trim().toLowerCase();
  const results = tonumber(L);
  if (lua.lua_type(L, -1) !== lua.LUA_TNUMBER) return results;
  const digits = text.replace('-', '');
  // The original accepted it, so all digits fit the base.
  let value = 0;
  for (const digit of digits) value = value * base + Number.parseInt(digit, 36);
  pushNumber(L, text.startsWith('-') ? -value : value);
  return 1;
}

const bitwise: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  __band: (a, b) => a & b,
  __bor: (a, b) => a | b,
  __bxor: (a, b) => a ^ b,
  __bnot: (a) => ~a,
  __shl: (a, b) => shift(a, b),
  __shr: (a, b) => shift(a, -b),
};

/** Lua uses the metatable of numbers if fengari does not take an operand for an integer. */
export function openBitwise(L: LuaState): void {
  lua.lua_pushinteger(L, 0);
  lua.lua_createtable(L, 0, Object.keys(bitwise).length + 1);
  for (const [name, operation] of Object.entries(bitwise)) {
    lua.lua_pushcfunction(L, (state) => {
      const value = operation(operand(state, 1), operand(state, 2));
      pushNumber(state, Number(BigInt.asIntN(64, value)));
      return 1;
    });
    lua.lua_setfield(L, -2, toLua(name));
  }
  lua.lua_pushboolean(L, false);
  lua.lua_setfield(L, -2, toLua('__metatable'));
  lua.lua_setmetatable(L, -2);
  lua.lua_pop(L, 1);
}

function operand(L: LuaState, index: number): bigint {
  const value = lua.lua_tonumber(L, index);
  if (lua.lua_isnumber(L, index) && Number.isSafeInteger(value)) return BigInt(value);
  const type = lua.lua_type(L, index);
  const text =
    type === lua.LUA_TNUMBER || type === lua.LUA_TSTRING
      ? 'number has no integer representation'
      : `attempt to perform bitwise operation on a ${fromLua(lua.lua_typename(L, type))} value`;
  lauxlib.luaL_where(L, 1);
  lua.lua_pushstring(L, toLua(text));
  lua.lua_concat(L, 2);
  return lua.lua_error(L);
}

/** Shifts left, or right by a negative count, filling with zeros as Lua does. */
function shift(value: bigint, count: bigint): bigint {
  if (count <= -64n || count >= 64n) return 0n;
  const bits = BigInt.asUintN(64, value);
  return count < 0n ? bits >> -count : bits << count;
}

/** The argument, if it is a whole number that fengari holds as a float. */
function largeWhole(L: LuaState, index: number): number | undefined {
  if (!lua.lua_isnumber(L, index) || lua.lua_isinteger(L, index)) return undefined;
  const value = lua.lua_tonumber(L, index);
  return Number.isSafeInteger(value) && (value | 0) !== value ? value : undefined;
}

function replace(L: LuaState, index: number, text: string): void {
  lua.lua_pushstring(L, toLua(text));
  lua.lua_replace(L, index);
}
