import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ScriptSources } from '../actors/shard/script/require.ts';

export type { ScriptSources };

export type ScriptFiles =
  | { readonly ok: true; readonly sources: ScriptSources }
  | { readonly ok: false; readonly sentence: string };

const script_files_max = 200;
const script_bytes_max = 256 * 1024;

/**
 * The Lua scripts of a folder, over those `below` them: the operator's own take the place of those of
 * the same name that ship. Scripts see nothing of the disk but what is read here.
 */
export function readScripts(folder: string, below: ScriptSources = {}): ScriptFiles {
  // Their names are an operator's own.
  const sources = Object.assign(Object.create(null) as Record<string, string>, below);
  for (const file of luaFiles(folder)) {
    const text = readScript(file);
    if (text === undefined) continue;
    if (typeof text !== 'string') return text;
    sources[relative(folder, file).split(sep).join('/')] = text;
  }
  const count = Object.keys(sources).length;
  if (count > script_files_max)
    return no(`There are ${count} scripts; ${script_files_max} may be.`);
  return { ok: true, sources };
}

function readScript(file: string): string | undefined | ScriptFiles {
  try {
    const found = statSync(file);
    // A folder may be called `old.lua`.
    if (!found.isFile()) return undefined;
    if (found.size <= script_bytes_max) return readFileSync(file, 'utf8');
  } catch (error) {
    return no(`The script ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return no(`The script ${file} is larger than ${script_bytes_max} bytes.`);
}

function no(sentence: string): ScriptFiles {
  return { ok: false, sentence };
}

function luaFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    // Whether the data folder itself is a folder is for others to say.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
  return names.filter(isScriptName).map((name) => join(folder, name));
}

/** Editors and systems keep what is theirs in names with a dot in front: `.#help.lua`, `._help.lua`. */
export function isScriptName(path: string): boolean {
  return path.endsWith('.lua') && !path.split(sep).some((name) => name.startsWith('.'));
}
