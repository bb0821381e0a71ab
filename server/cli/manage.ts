import { openAccess } from '../access.ts';
import { runAdmin, type AdminResult } from '../admin.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { openControl } from '../control.ts';
import { Origins } from '../http/origins.ts';
import { nodeSecrets } from '../secrets.ts';
import { openLmdbJournal } from '../storage/lmdb_journal.ts';
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
  const opened = await openControl(settings.data);
  if (!opened.ok) return opened;
  try {
    const kept = await openLmdbJournal(settings.data);
    if (!kept.ok) return kept;
    try {
      const access = await openAccess(kept.journal, nodeSecrets);
      const origins = new Origins(settings);
      return await runAdmin({ access, address: () => origins.publicAddress }, operation, input);
    } finally {
      await kept.journal.close();
    }
  } finally {
    await opened.control.close();
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
