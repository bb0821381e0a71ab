import { commandLine } from '../actors/roster/staff/audit.ts';
import { openControl } from './admin/control.ts';
import { openAccess } from './identity/access.ts';
import { failed, type Failed } from './platform/failed.ts';
import { nodeSecrets } from './platform/secrets.ts';
import { whyOf } from './storage/disk/state.ts';
import { openFolderStorage } from './storage/folder/folder-storage.ts';
import { lockFolder } from './storage/folder/lock.ts';
import { makePrivateFiles } from './storage/folder/private-files.ts';
import { FolderRestore, RestoreFault } from './storage/folder/restore.ts';
import { TicketNumbers } from './tickets/ticket-numbers.ts';

/** How far numbers jump, so that nothing new has a number of what is lost. */
const numbers_skipped = 1_000;

export interface RestoreOrder {
  readonly backup: string;
  readonly data: string;
  /** A list of erasures. */
  readonly erasures: string | undefined;
}

export interface RestoredData {
  /** When the backup was begun, in ISO form. */
  readonly time: string;
  readonly position: number;
  /** How many accounts the next start erases again. */
  readonly erasures: number;
}

/** Makes a data folder of a backup: all of it, or nothing. */
export async function restore(
  { backup, data, erasures }: RestoreOrder,
  signal: AbortSignal,
  onCopied: (bytes: number, of: number) => void,
): Promise<{ readonly ok: true; readonly restored: RestoredData } | Failed> {
  makePrivateFiles();
  // Its holder has the folder.
  const held = await openControl(data);
  if (!held.ok) return held;
  const lock = lockFolder(data);
  let begun: FolderRestore | undefined;
  try {
    if (lock === undefined) return failed(`The data folder ${data} is in use by a running server.`);
    begun = await FolderRestore.begin({ backup, data, erasures });
    const count = await begun.copy(signal, onCopied);
    await begun.renew();
    await renewRecords(begun);
    signal.throwIfAborted();
    await begun.finish();
    const { time, position } = begun.manifest;
    return { ok: true, restored: { time, position, erasures: count } };
  } catch (error) {
    await begun?.undo().catch(() => {});
    return failed(sentenceOf(signal.aborted ? signal.reason : error, backup));
  } finally {
    lock?.release();
    await held.control.close();
  }
}

/** Voids what opened something before, and leaves out numbers that what is lost may have. */
async function renewRecords({ made, manifest }: FolderRestore): Promise<void> {
  const opened = await openFolderStorage(made);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage } = opened;
  try {
    const access = await openAccess(storage.records, nodeSecrets);
    // Makes its sequence known.
    void new TicketNumbers(access.sequences, storage.tables);
    const { time, position } = manifest;
    const isDone = await Promise.all([
      access.voidOpenings(),
      access.sequences.leaveOut(numbers_skipped),
      access.audit.note(commandLine, `restored ${time}`, { position }),
    ]);
    await access.stop();
    if (!isDone.every(Boolean)) throw new Error('what has to be changed in it could not be stored');
  } finally {
    await storage.close();
  }
}

function sentenceOf(error: unknown, backup: string): string {
  if (error instanceof RestoreFault) return error.message;
  const where = `The backup ${backup} was not restored`;
  switch (whyOf(error)) {
    case 'full':
    case 'quota':
      return `${where}: there is not enough space on the disk of the data folder.`;
    default:
      return `${where}: ${(error as Error).message.replace(/\.$/u, '')}.`;
  }
}
