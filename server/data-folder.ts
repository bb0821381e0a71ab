import { dirname, resolve } from 'node:path';
import { commandLine } from '../actors/roster/staff/audit.ts';
import { backup_deed } from './admin/steps.ts';
import { systemClock } from './platform/clock.ts';
import type { Settings } from './config/settings-table.ts';
import { failed, type Failed } from './platform/failed.ts';
import { openAccess, type Access } from './identity/access.ts';
import { Backups } from './admin/backups.ts';
import { DailyBackups } from './admin/daily-backups.ts';
import { backUp } from './storage/folder/backup.ts';
import { isScriptName } from './help-scripts/files.ts';
import { endThoughItHangs, waitForNoThread } from './platform/end-process.ts';
import {
  openControl,
  type CompactAnswer,
  type Control,
  type ControlProgress,
} from './admin/control.ts';
import type { Kept } from './projections/kept.ts';
import type { Log } from './platform/log.ts';
import { backupFault } from './storage/folder/backup-fault.ts';
import { ErasureList } from './storage/folder/erasure-list.ts';
import { closeToOthers, makePrivateFiles } from './storage/folder/private-files.ts';
import { nodeSecrets } from './platform/secrets.ts';
import { storageFigures } from './storage/folder/figures.ts';
import type { OnCompacted } from './storage/folder/compaction.ts';
import type { DiskWatch } from './storage/disk/disk-watch.ts';
import type { DiskFault } from './storage/disk/state.ts';
import { disk_silent } from './storage/lost.ts';
import type { Storage } from './storage/storage.ts';
import { openFolderStorage } from './storage/folder/folder-storage.ts';

/** The open data folder, held by this process alone until it is closed. */
export interface DataFolder extends Kept {
  readonly control: Control;
  readonly backups: Backups;
  /** Resolves when bulk work leaves enough room for people. */
  roomForBulk(): Promise<void>;
  readonly erasures: ErasureList;
  readonly daily: DailyBackups | undefined;
  /**
   * Puts a copy without free pages in the place of the data file, after which nothing of what was
   * changed or removed is in it. What is written waits meanwhile once 8 MiB are pending.
   */
  compact(signal: AbortSignal, told: (progress: ControlProgress) => void): Promise<CompactAnswer>;
}

export type OpenedFolder =
  | { readonly ok: true; readonly folder: DataFolder }
  /** One sentence for the operator. */
  | Failed;

export interface FolderOptions {
  readonly wrapStorage?: (storage: Storage) => Storage;
  readonly log?: Log;
  /** Where and when daily backups are made. They begin once they are started. */
  readonly settings?: Pick<Settings, 'backupDir' | 'backupHour' | 'backupCount'>;
}

/** Opens the data folder, for the server or for a command that runs without one. */
export async function openDataFolder(
  path: string,
  { wrapStorage, log, settings }: FolderOptions = {},
): Promise<OpenedFolder> {
  const backup = backupFault(path);
  if (backup !== undefined) return failed(backup);
  makePrivateFiles();
  // The control socket comes first: its holder has the folder.
  const held = await openControl(path);
  if (!held.ok) return held;
  const { control } = held;
  const open = closeToOthers(path);
  if (open !== undefined) log?.warn(open);
  const opened = await openFolderStorage(path, {
    onFault: (error) => log?.error({ err: error }, 'log follower failed'),
    onWarning: (sentence) => log?.warn(sentence),
    onLost: (sentence) => {
      log?.fatal(sentence);
      // Nothing more can be stored: the supervisor has to restart the process.
      if (sentence === disk_silent) endThoughItHangs();
      process.exit(1);
    },
  });
  if (!opened.ok) {
    await control.close();
    return opened;
  }
  const { disk, damage, commitFigures, flushFigure, behindFigures } = opened;
  if (log !== undefined) tellStanding(disk, log);
  damage.onFound((sentence) => log?.error(sentence));
  disk.onChanged(({ kind }) => {
    if (kind === 'open') void control.take();
  });
  const storage = wrapStorage?.(opened.storage) ?? opened.storage;
  const { epoch, origin } = storage;
  const dir = settings?.backupDir === undefined ? undefined : resolve(settings.backupDir);
  const erasures = new ErasureList({
    data: path,
    origin,
    backups: dir,
    onFault: (error) => log?.error({ err: error }, uncopied),
  });
  const source = { data: path, epoch, origin, isScript: isScriptName, snapshot: opened.snapshot };
  let recorded: Pick<Access, 'audit' | 'deeds'> | undefined;
  const backups = new Backups({
    run: (order, signal, told) => backUp(source, order, signal, told),
    async onMade({ path: made, bytes, position, warning }, { daily: byHour }) {
      if (warning !== undefined) log?.error(warning);
      const copied = erasures.copyTo(dirname(made));
      await copied.catch((error: unknown) => log?.error({ err: error }, uncopied));
      // On a disk that takes no writes nothing can be recorded, but much can be saved.
      recorded?.deeds.add(backup_deed);
      if (!byHour) await recorded?.audit.note(commandLine, `backup ${made}`, { position, bytes });
    },
  });
  const daily =
    settings === undefined || dir === undefined
      ? undefined
      : new DailyBackups({
          terms: { dir, hour: settings.backupHour, count: settings.backupCount },
          origin,
          backups,
          log,
        });
  const close = async (): Promise<void> => {
    daily?.stop();
    await backups.stop();
    await storage.close();
    await control.close();
    // One that was given up, on a disk that hangs.
    if (backups.isBusy) waitForNoThread();
  };
  try {
    const access = await openAccess(storage.records, nodeSecrets, (cause) =>
      log?.error({ err: cause }, 'what is to be kept could not be stored'),
    );
    recorded = access;
    return {
      ok: true,
      folder: {
        control,
        daily,
        backups,
        roomForBulk: opened.roomForBulk,
        erasures,
        compact: async (signal, told) => {
          try {
            const onCompacted: OnCompacted = (bytes, of) => told({ bytes, of });
            return { ok: true, compacted: await opened.compact(signal, onCompacted) };
          } catch (error) {
            const why = (error as Error).message.replace(/\.$/u, '');
            return failed(`The data file was not compacted: ${why}.`);
          }
        },
        storage,
        access,
        erasureList: erasures,
        freePages: async (signal) => void (await opened.compact(signal, () => {})),
        isBackedUp: () => backups.isUnderWay,
        disk: {
          get isReadOnly() {
            return disk.trouble !== undefined;
          },
          onChanged: (listener) => disk.onChanged(listener),
          fault: () => damage.fault(),
          figures: () => [
            ...storageFigures(disk.figures(), commitFigures(), behindFigures()),
            flushFigure(),
            ...backups.figures(),
          ],
        },
        async close() {
          await access.stop();
          await close();
        },
      },
    };
  } catch (error) {
    await close();
    return failed((error as Error).message);
  }
}

const uncopied = 'the list of erasures could not be copied to the backups';

/** Logs one line when nothing can be written any more or the reason is another, and one when it can again. */
function tellStanding(disk: DiskWatch, log: Log): void {
  let told: { readonly since: number; readonly why: DiskFault } | undefined;
  const tell = (): void => {
    const { trouble } = disk;
    if (trouble !== undefined && trouble.why !== told?.why) {
      told = { since: told?.since ?? systemClock.elapsed(), why: trouble.why };
      log.error({ why: trouble.why }, trouble.sentence);
    } else if (trouble === undefined && told !== undefined) {
      const seconds = Math.round((systemClock.elapsed() - told.since) / 1_000);
      told = undefined;
      log.info({ seconds }, 'The data folder can be written again.');
    }
  };
  tell();
  disk.onChanged(tell);
}
