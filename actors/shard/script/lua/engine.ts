import { boundArrays } from './engine-bounds.ts';
import fengari from 'fengari';
import lobject from 'fengari/src/lobject.js';

/**
 * fengari with the bounds of `engine-bounds.ts`, which must be imported first. Only the script
 * thread may import this: it replaces `Uint8Array` in the whole thread.
 */
export { boundStrings, LimitReached } from './engine-bounds.ts';

// No `await import`: the thread's modules would then be evaluated asynchronously, and Node 22 and
// 24 abort the process if a thread, or the process, ends during that.
export const lua = fengari.lua;
export const lauxlib = fengari.lauxlib;
export const lualib = fengari.lualib;

// fengari wraps hexadecimal numerals at 32 bits: 0xFFFFFFFF was -1.
const plainNumeral = lobject.luaO_str2num;
lobject.luaO_str2num = (text, to) => {
  const read = plainNumeral(text, to);
  const hexadecimal = /^\s*(-?)\+?(0x[0-9a-f]{8,})\s*$/iu.exec(
    read === 0 ? '' : Buffer.from(text.buffer, text.byteOffset, read - 1).toString('latin1'),
  );
  if (hexadecimal !== null) {
    const value = Number(hexadecimal[2]) * (hexadecimal[1] === '-' ? -1 : 1);
    if ((value | 0) !== value) to.setfltvalue(value);
  }
  return read;
};

boundArrays();

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A JavaScript string as Lua's bytes, in UTF-8. */
export const toLua = (text: string): Uint8Array => encoder.encode(text);
/** Lua's bytes as well-formed text: invalid UTF-8 becomes U+FFFD. */
export const fromLua = (bytes: Uint8Array): string => decoder.decode(bytes);
