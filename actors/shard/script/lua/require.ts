import type { LuaFunction, LuaState } from 'fengari';
import { fromLua, lauxlib, lua, toLua } from './engine.ts';
import { raise } from './meter.ts';

/** Script files by their path below the scripts folder, such as `gumps/help.lua`. */
export type ScriptSources = Readonly<Record<string, string>>;

const templates = ['?.lua', '?/init.lua', 'modules/?.lua', 'modules/?/init.lua'];

/**
 * Pushes the compiled file, or pushes the error message and returns false. Precompiled code is
 * refused.
 */
export function pushChunk(L: LuaState, sources: ScriptSources, path: string): boolean {
  const source = Object.hasOwn(sources, path) ? sources[path] : undefined;
  if (source === undefined) {
    lua.lua_pushstring(L, toLua(`there is no script file ${path}`));
    return false;
  }
  const text = toLua(source.replace(/^\uFEFF/u, ''));
  const name = toLua(`@${path}`);
  return lauxlib.luaL_loadbufferx(L, text, text.length, name, toLua('t')) === lua.LUA_OK;
}

/**
 * `require` over the given sources only: names are looked up in memory, so that none leads out of
 * the folder. A module runs once in the life of the state.
 */
export function requireFrom(sources: ScriptSources): LuaFunction {
  const loaded = new Map<string, (L: LuaState) => void>();
  const loading = new Set<string>();

  return (L) => {
    const name = fromLua(lauxlib.luaL_checkstring(L, 1));
    const ready = loaded.get(name);
    if (ready !== undefined) {
      ready(L);
      return 1;
    }
    if (loading.has(name)) raise(L, 1, `module '${name}' requires itself`);
    const path = candidates(name).find((candidate) => Object.hasOwn(sources, candidate));
    if (path === undefined) {
      const tried = candidates(name.slice(0, 100)).map((file) => `\n\tno file '${file}'`);
      raise(L, 1, `module '${name.slice(0, 100)}' not found:${tried.join('')}`);
    }
    if (!pushChunk(L, sources, path)) {
      raise(L, 1, `error loading module '${name}':\n\t${fromLua(lua.lua_tostring(L, -1)!)}`);
    }
    loading.add(name);
    try {
      lua.lua_pushvalue(L, 1);
      lua.lua_call(L, 1, 1);
    } finally {
      loading.delete(name);
    }
    if (lua.lua_type(L, -1) === lua.LUA_TNIL) {
      lua.lua_pop(L, 1);
      lua.lua_pushboolean(L, true);
    }
    loaded.set(name, lua.lua_toproxy(L, -1));
    return 1;
  };
}

function candidates(name: string): string[] {
  return templates.map((template) => template.replace('?', () => name.replaceAll('.', '/')));
}
