import { resolve } from 'node:path';
import type { ControlProgress } from '../admin/control.ts';
import { loadSettings } from '../config/load.ts';
import { systemClock } from '../platform/clock.ts';
import { Turns } from '../platform/turns.ts';
import { staffNameOf } from '../identity/visible-settings.ts';
import { alone } from './alone.ts';
import { askForExport } from './ask.ts';
import { inBytes, BackupProgress } from './backup-progress.ts';

/** Exports an account by the running server; if none runs, from the data folder itself. Returns the exit code. */
export async function exportAccount(
  account: string,
  file: string,
  notes: boolean,
): Promise<number> {
  const loaded = loadSettings(process.env);
  if (!loaded.ok) return refused(loaded.sentence);
  const { data } = loaded.settings;
  const words = (done: number, of: number): string => `${done} of ${of} tickets looked at`;
  const progress = new BackupProgress(process.stderr, systemClock, words);
  const tell = (looked: ControlProgress): void => progress.tell(looked);
  const input = { account, to: resolve(file), notes, reader: reader() };
  const asked = await askForExport(data, input, tell);
  const answer =
    asked.kind === 'answered'
      ? asked.result
      : await alone(loaded.settings, busy, async ({ access, storage }, signal) => {
          const admin = await import('../admin/account-export.ts');
          const { openBlobs } = await import('../files/blobs.ts');
          const { tables } = storage;
          const source = {
            access,
            tables,
            blobs: openBlobs(data),
            *activeNumbers() {
              for (const { number } of tables.active()) yield number;
            },
            staffName: (id: string | null) =>
              staffNameOf(access.settings.now, id === null ? undefined : access.roster.account(id)),
          };
          const deps = { access, source, turns: new Turns() };
          return admin.exportAccount(deps, input, { tell, signal });
        });
  progress.end();
  if (!answer.ok) return refused(answer.sentence);
  const { path, bytes } = answer.exported;
  const whose = notes
    ? 'It has internal notes: it is not for the person.'
    : 'It is the copy for the person.';
  console.log(`The archive is ${path}: ${inBytes(bytes)}. ${whose}`);
  return 0;
}

const busy = 'An account is being exported from the data folder: try again when that is done.';

/** In the language and time zone of whoever types. */
function reader(): { language: 'en' | 'de'; zone: string } {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const spoken = LC_ALL || LC_MESSAGES || LANG || '';
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  return { language: spoken.startsWith('de') ? 'de' : 'en', zone };
}

function refused(sentence: string): number {
  console.error(sentence);
  return 1;
}
