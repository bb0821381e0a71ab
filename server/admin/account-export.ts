import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { nanoid } from 'nanoid';
import { commandLine } from '../../actors/roster/staff/audit.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { personFiles, type PersonSource } from '../export/person.ts';
import { readerForm } from '../export/reader.ts';
import { zipOf } from '../export/zip.ts';
import type { Access } from '../identity/access.ts';
import { systemClock } from '../platform/clock.ts';
import { failed } from '../platform/failed.ts';
import type { Turns } from '../platform/turns.ts';
import { accountMeant, nobody } from './accounts.ts';
import { codeOf, type ControlCall, type ExportAnswer } from './control.ts';

export interface AccountExportDeps {
  readonly access: Access;
  readonly source: PersonSource;
  readonly turns: Turns;
}

const input = v.object({
  account: v.string(),
  /** An absolute path. */
  to: v.pipe(v.string(), v.check(isAbsolute)),
  notes: v.boolean(),
  reader: readerForm,
});

/** Whoever waits hears at least so often that it goes on. */
const tell_every_ms = 500;

/**
 * Writes the archive of an account to a file that must not be there yet. It gets its name once all of it
 * is on the disk; one that ends halfway leaves nothing. The request is not validated yet.
 */
export async function exportAccount(
  { access, source, turns }: AccountExportDeps,
  asked: unknown,
  { tell, signal }: ControlCall,
): Promise<ExportAnswer> {
  const parsed = v.safeParse(input, asked);
  if (!parsed.success) return failed('An export needs an account, a file and a time zone.');
  const { to, notes, reader, account: wanted } = parsed.output;
  const account = accountMeant(access, wanted);
  if (account === undefined) return failed(sentenceOf(nobody(wanted).refusal));
  if (await isThere(to)) return failed(`${to} is there already: choose a new file.`);
  const { id, name } = account;
  if (!(await access.audit.note(commandLine, `export of ${name} (${id})`, { notes })))
    return failed(
      'The export could not be recorded, so it was not made: see the log of the server.',
    );
  let progress = { bytes: 0, of: 0 };
  tell(progress);
  const cancel = systemClock.every(tell_every_ms, () => tell(progress));
  const unfinished = join(dirname(to), `.shardbell-export-${nanoid()}`);
  try {
    const at = access.secrets.now();
    const files = personFiles(source, {
      account,
      copy: notes ? 'with_notes' : 'own',
      reader,
      at,
      inTurn: (make) => turns.run(`export of ${id}`, make),
      stillMay: () => !signal.aborted,
      tell: (done, of) => (progress = { bytes: done, of }),
    });
    // Only for its owner, like the data folder.
    const file = createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(Readable.fromWeb(zipOf(files, new Date(at))), file, { signal });
    await rename(unfinished, to);
    return { ok: true, exported: { path: to, bytes: file.bytesWritten, tickets: progress.of } };
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    const why = signal.aborted ? (signal.reason as Error).message : codeOf(error);
    return failed(`The archive was not made (${why}).`);
  } finally {
    cancel();
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}
