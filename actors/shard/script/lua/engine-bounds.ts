import llimits from 'fengari/src/llimits.js';
import lstring from 'fengari/src/lstring.js';
import luaconf from 'fengari/src/luaconf.js';

/**
 * Bounds that fengari lacks, and fixes for its errors. Import it before the rest of fengari, which
 * copies these functions into constants. Strings need a bound of their own: they are Uint8Arrays
 * outside the heap that a worker's limits count, and a loop of `s = s .. s` reached 2 GB under a
 * limit of 32 MB.
 */

/** Thrown when Lua asks for too much; Lua sees an error with this message. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

let onBytes: (bytes: number) => void = () => {};
let string_bytes_max = Number.MAX_SAFE_INTEGER;

/** Passes the size of each new string to `charge`, which may throw to refuse it. */
export function boundStrings(bytes_max: number, charge: (bytes: number) => void): void {
  string_bytes_max = bytes_max;
  onBytes = charge;
}

/** The original, before `boundArrays` replaces it. */
const PlainArray = Uint8Array;

lstring.luaS_bless = (L, bytes) => {
  onBytes(bytes.length);
  return new lstring.TString(L, bytes);
};
// A `function`, because fengari also calls it with `new`.
lstring.luaS_new = function luaS_new(L: object, bytes: Uint8Array) {
  return lstring.luaS_bless(L, new PlainArray(bytes));
};
// fengari writes each byte as unpadded hexadecimal: "\x01\x11" and "\x11\x01" were one key, and
// control characters sorted after letters. Latin-1 is exact, sorts by byte and is half as long.
lstring.luaS_hash = (bytes) =>
  `|${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}`;
lstring.luaS_hashlongstr = (text) => {
  if (text.hash === null) {
    onBytes(text.getstr().length);
    text.hash = lstring.luaS_hash(text.getstr());
  }
  return text.hash;
};
// When a JavaScript exception interrupts a Lua function, its frame is full, so that reporting the
// error failed on this check and no `pcall` caught it. Real Lua is built without the check.
const checkApi = llimits.api_check;
llimits.api_check = (L, holds, message) => {
  if (message !== 'stack overflow') checkApi(L, holds, message);
};
// Lua prints fourteen digits, which would round a large serial or id.
const shortNumber = luaconf.lua_number2str;
luaconf.lua_number2str = (value) =>
  Number.isSafeInteger(value) ? String(value) : shortNumber(value);

/**
 * Every growing string passes here before its memory is allocated: concatenation, `string.rep`,
 * `table.concat`, `format`, `gsub` and `pack` all build in a Uint8Array of that size. Applies to
 * the whole thread.
 */
export function boundArrays(): void {
  globalThis.Uint8Array = new Proxy(PlainArray, {
    construct(target, args: [unknown], newTarget: NewableFunction) {
      const size = args[0];
      if (typeof size === 'number' && size > string_bytes_max) {
        // A refused string is charged too, or a loop that catches the error would go on for long.
        onBytes(string_bytes_max);
        throw new LimitReached(`a string may not be longer than ${string_bytes_max} bytes`);
      }
      return Reflect.construct(target, args, newTarget) as Uint8Array;
    },
  });
}
