import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { folderFault } from '../platform/file-fault.ts';
import type { ScriptSources } from '../../actors/shard/script/lua/require.ts';
import { failed, type Failed } from '../platform/failed.ts';

export type { ScriptSources };

export type ScriptFiles =
  | {
      readonly ok: true;
      readonly sources: ScriptSources;
      /** Files that are named like scripts but left out, each with the reason. */
      readonly skipped: readonly string[];
    }
  | Failed;

const script_files_max = 200;
const script_bytes_max = 256 * 1024;

/**
 * The Lua scripts of a folder on top of `below`: the operator's own replace shipped ones of the
 * same name. Scripts see nothing of the disk but what is read here.
 */
export function readScripts(folder: string, below: ScriptSources = {}): ScriptFiles {
  // No prototype, since operators choose the names.
  const sources = Object.assign(Object.create(null) as Record<string, string>, below);
  const files = luaFiles(folder);
  if (typeof files === 'string') return failed(files);
  const skipped: string[] = [];
  for (const file of files) {
    const name = relative(folder, file).split(sep).join('/');
    const read = readScript(file);
    if ('sentence' in read) return failed(read.sentence);
    if ('text' in read) sources[name] = read.text;
    // A folder may be called `old.lua`, but one in the place of a shipped script is a mistake.
    else if (!read.stats.isDirectory() || Object.hasOwn(below, name)) {
      skipped.push(`${file} is ${kindOf(read.stats)}`);
    }
  }
  const count = Object.keys(sources).length;
  if (count > script_files_max)
    return failed(`There are ${count} scripts; ${script_files_max} may be.`);
  return { ok: true, sources, skipped };
}

type ReadScript =
  | { readonly text: string }
  | { readonly sentence: string }
  /** Not a regular file. */
  | { readonly stats: Stats };

function readScript(file: string): ReadScript {
  try {
    const stats = statSync(file);
    // Reading a pipe would wait until somebody writes to it.
    if (!stats.isFile()) return { stats };
    if (stats.size <= script_bytes_max) return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { sentence: `The script ${file} cannot be read (${code}).` };
  }
  return { sentence: `The script ${file} is larger than ${script_bytes_max} bytes.` };
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Returns a sentence if they cannot be listed. */
function luaFiles(folder: string): string[] | string {
  try {
    const fault = folderFault(folder);
    if (fault !== undefined) return fault;
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter(isScriptName).map((name) => join(folder, name));
  } catch (error) {
    const { code, path = folder } = error as NodeJS.ErrnoException;
    // The folder may be missing; whether the data folder itself is one is checked elsewhere.
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    return `The scripts in ${path} cannot be read (${code}).`;
  }
}

/**
 * Editors and systems use names with a leading dot for files of their own: `.#help.lua`,
 * `._help.lua`.
 */
export function isScriptName(path: string): boolean {
  return path.endsWith('.lua') && !path.split(sep).some((name) => name.startsWith('.'));
}
