import type { LuaState } from 'fengari';
import { cutText } from '../../../../protocol/cut.ts';
import { fromLua, lua, toLua } from './engine.ts';

const frames_max = 20;
const wanted = toLua('Sln');

/**
 * The call stack of a Lua thread, innermost first. fengari's own traceback builds Lua strings and
 * searches all globals for a name; this one only reads, so that it works on a thread in any state.
 */
export function traceback(L: LuaState, message: string, chars_max: number): string {
  const lines = [message, 'stack traceback:'];
  for (let level = 0; level < frames_max; level++) {
    const activation = new lua.lua_Debug();
    if (lua.lua_getstack(L, level, activation) === 0) break;
    lua.lua_getinfo(L, wanted, activation);
    const source = text(activation.short_src);
    const line = activation.currentline > 0 ? `${activation.currentline}:` : '';
    lines.push(`\t${source}:${line} in ${functionName(activation, source)}`);
  }
  return cutText(lines.join('\n'), chars_max);
}

function functionName(activation: InstanceType<typeof lua.lua_Debug>, source: string): string {
  const kind = text(activation.namewhat);
  if (kind !== '') return `${kind} '${text(activation.name)}'`;
  const what = text(activation.what);
  if (what === 'main') return 'main chunk';
  return what === 'Lua' ? `function <${source}:${activation.linedefined}>` : '?';
}

function text(bytes: Uint8Array | null): string {
  return bytes === null ? '' : fromLua(bytes);
}
