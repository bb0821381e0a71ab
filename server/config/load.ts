import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { failed, type Failed } from '../platform/failed.ts';
import { config_file, settingsTable, type Setting, type Settings } from './settings-table.ts';
import { cutWithEllipsis } from '../../protocol/cut.ts';
import { fileFault } from '../platform/file-fault.ts';

export type Loaded =
  | { readonly ok: true; readonly settings: Settings }
  /** One sentence that names the setting and where it came from. */
  | Failed;

type Environment = Readonly<Record<string, string | undefined>>;
type Given = { readonly value: unknown; readonly where: string };

/** The defaults, then shardbell.config.json in the data folder, then the environment. */
export function loadSettings(environment: Environment): Loaded {
  const file = readConfigFile(join(dataFolderOf(environment), config_file));
  if (!file.ok) return file;
  const settings: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries<Setting<unknown>>(settingsTable)) {
    const found = given(environment, definition) ?? file.values.get(name);
    if (found === undefined) {
      settings[name] = definition.fallback;
      continue;
    }
    const result = v.safeParse(definition.schema, found.value);
    if (!result.success) {
      const shown = cutWithEllipsis(JSON.stringify(found.value) ?? '', 100);
      const is = definition.secret ? '' : ` is ${shown}, but`;
      return failed(`${found.where}${is} must be ${definition.must}.`);
    }
    settings[name] = result.output;
  }
  return { ok: true, settings: settings as Settings };
}

/** Its path, which stands in no file, since the file is in it. */
export function dataFolderOf(environment: Environment): string {
  return environment[settingsTable.data.env]?.trim() || settingsTable.data.fallback;
}

/** An empty variable counts as absent: that is how compose files and units leave one out. */
function given(environment: Environment, definition: Setting<unknown>): Given | undefined {
  const text = environment[definition.env];
  if (text === undefined || text.trim() === '') return undefined;
  return { value: definition.read(text), where: definition.env };
}

type ConfigFile = { readonly ok: true; readonly values: ReadonlyMap<string, Given> } | Failed;

function readConfigFile(path: string): ConfigFile {
  let text: string;
  try {
    const fault = fileFault(path);
    if (fault !== undefined) return failed(fault);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A path that is not a folder is reported when it is opened.
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: true, values: new Map() };
    return failed(`${path} cannot be read (${code}).`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    return failed(`${path} is not JSON: ${(error as Error).message}.`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return failed(`${path} must hold one JSON object of settings.`);
  }
  const values = new Map<string, Given>();
  for (const [name, value] of Object.entries(content)) {
    if (name === 'data') {
      return failed(`data in ${path} has no effect: set ${settingsTable.data.env}.`);
    }
    if (!Object.hasOwn(settingsTable, name)) {
      return failed(
        `${path} has an unknown setting, ${JSON.stringify(name)}: see shardbell help settings.`,
      );
    }
    values.set(name, { value, where: `${name} in ${path}` });
  }
  return { ok: true, values };
}
