import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { folderFault } from './file-fault.ts';
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
  const files = luaFiles(folder);
  if (typeof files === 'string') return no(files);
  for (const file of files) {
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

/** A sentence where they cannot be listed. */
function luaFiles(folder: string): string[] | string {
  try {
    const fault = folderFault(folder);
    if (fault !== undefined) return fault;
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter(isScriptName).map((name) => join(folder, name));
  } catch (error) {
    const { code, path = folder } = error as NodeJS.ErrnoException;
    // There need be none, and whether the data folder itself is a folder is for others to say.
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    return `The scripts in ${path} cannot be read (${code}).`;
  }
}

/** Editors and systems keep what is theirs in names with a dot in front: `.#help.lua`, `._help.lua`. */
export function isScriptName(path: string): boolean {
  return path.endsWith('.lua') && !path.split(sep).some((name) => name.startsWith('.'));
}
