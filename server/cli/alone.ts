import type { Settings } from '../config/settings-table.ts';
import type { DataFolder } from '../data-folder.ts';
import { failed, type Failed } from '../platform/failed.ts';
import { holdsData } from '../storage/folder/data-files.ts';
import { nothingIn } from './manage.ts';

/**
 * Runs something on a data folder that no server has, which none can have meanwhile. `busy`: what
 * others that ask for the folder are told.
 */
export async function alone<T>(
  settings: Settings,
  busy: string,
  run: (folder: DataFolder, signal: AbortSignal) => Promise<T | Failed>,
): Promise<T | Failed> {
  // It must not create a folder: the path may be misspelt, or its disk not mounted.
  if (!holdsData(settings.data)) return nothingIn(settings.data);
  // Loading the storage takes longer than an answer of a running server, so it comes last.
  const { openDataFolder } = await import('../data-folder.ts');
  const opened = await openDataFolder(settings.data, { settings });
  if (!opened.ok) return opened;
  const { folder } = opened;
  folder.control.serve(async () => failed(busy));
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Error('it was interrupted'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  try {
    return await run(folder, interrupted.signal);
  } finally {
    await folder.close();
  }
}
