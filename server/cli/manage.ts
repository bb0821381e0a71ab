import { runAdmin, type AdminResult } from '../admin.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { openDataFolder } from '../data-folder.ts';
import { Origins } from '../http/origins.ts';
import { askServer } from './ask.ts';
import { isPiped, readPassword } from './password.ts';

/** Has the running server do it; if none runs, does it here, on the data folder itself. */
export async function manage(operation: string, input: unknown): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return tell(loaded);
  const { settings } = loaded;
  const asked = await askServer(settings.data, { operation, input });
  if (asked.kind === 'answered') return tell(asked.result);
  return tell(await alone(settings, operation, input));
}

/** The same with the password from standard input, which is waited for only if `wanted` or piped. */
export async function manageWithPassword(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  wanted: boolean,
): Promise<number> {
  if (!wanted && !isPiped()) return manage(operation, input);
  return manage(operation, { ...input, password: await readPassword() });
}

async function alone(settings: Settings, operation: string, input: unknown): Promise<AdminResult> {
  const opened = await openDataFolder(settings.data);
  if (!opened.ok) return opened;
  const { folder } = opened;
  try {
    const origins = new Origins(settings);
    const parts = { access: folder.access, address: () => origins.publicAddress };
    return await runAdmin(parts, operation, input);
  } finally {
    await folder.close();
  }
}

/** What was asked for on standard output, words on it on standard error. */
function tell(result: AdminResult): number {
  if (!result.ok) {
    console.error(result.sentence);
    return 1;
  }
  if (result.note !== '') console.error(result.note);
  for (const line of result.lines) console.log(line);
  return 0;
}
