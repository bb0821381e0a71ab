import { request } from 'node:http';
import {
  codeOf,
  controlPath,
  import_path,
  nobody_codes,
  type BackupAnswer,
  type CompactAnswer,
  type ControlAnswer,
  type ControlProgress,
  type ControlRequest,
  type ExportAnswer,
} from '../admin/control.ts';
import type { ImportAnswer, ImportRequest } from '../import/importer.ts';
import { failed, type Failed } from '../platform/failed.ts';

export type Asked<T = ControlAnswer> =
  | { readonly kind: 'answered'; readonly result: T | Failed }
  /** No server runs on this folder. */
  | { readonly kind: 'nobody' };

/** Reads are answered at once, unless the server hangs. */
const read_wait_ms = 5_000;
/** Changes wait for each other and for password hashing, and what is erased is counted ticket by ticket. */
const change_wait_ms = 30_000;
const count_wait_ms = 10 * 60_000;
const counting: readonly string[] = [
  'erase_preview',
  'account_erase',
  'shard_forget',
  'retention_preview',
];

/** Sends a request to the server that runs on a data folder. */
export function askServer(
  folder: string,
  asked: ControlRequest,
  how: 'reads' | 'changes',
): Promise<Asked> {
  if (counting.includes(asked.operation)) {
    const rest = how === 'reads' ? '' : ', and may still carry it out';
    return ask(folder, asked, { wait_ms: count_wait_ms, rest });
  }
  return how === 'reads'
    ? ask(folder, asked, { wait_ms: read_wait_ms, rest: '' })
    : ask(folder, asked, { wait_ms: change_wait_ms, rest: ', and may still carry it out' });
}

/** Whether a server runs on a data folder. */
export async function isServed(folder: string): Promise<boolean> {
  const { kind } = await askServer(folder, { operation: 'group_list', input: {} }, 'reads');
  return kind === 'answered';
}

/** Has the server that runs on a data folder make a backup; `told` is called at least once a second. */
export function askForBackup(
  folder: string,
  to: string,
  told: (progress: ControlProgress) => void,
): Promise<Asked<BackupAnswer>> {
  const gone =
    'The server went away in the middle of the backup, which was perhaps not made: where the folder is there, it was. Otherwise make it again; the next one beside it removes what was begun.';
  const how = { wait_ms: change_wait_ms, rest: ', and the backup was not made', gone, told };
  return ask(folder, { operation: 'backup', input: { to } }, how);
}

/** Has the server that runs on a data folder export an account; `told` as for a backup. */
export function askForExport(
  folder: string,
  input: object,
  told: (progress: ControlProgress) => void,
): Promise<Asked<ExportAnswer>> {
  const how = { wait_ms: change_wait_ms, rest: ', and the archive was not made', told };
  return ask(folder, { operation: 'account_export', input }, how);
}

/** Has the server that runs on a data folder take lines to be imported; what it was given may count. */
export function askToImport(folder: string, input: ImportRequest): Promise<Asked<ImportAnswer>> {
  const rest =
    ', and may still carry it out: run the same command again, and nothing is made twice';
  const how = { wait_ms: change_wait_ms, rest, path: import_path };
  return ask(folder, { operation: 'import', input }, how);
}

/** Has the server that runs on a data folder compact it; `told` as for a backup. */
export function askForCompaction(
  folder: string,
  told: (progress: ControlProgress) => void,
): Promise<Asked<CompactAnswer>> {
  const how = { wait_ms: change_wait_ms, rest: ', and may still do it', told };
  return ask(folder, { operation: 'compact', input: {} }, how);
}

interface How {
  /** How long nothing may come. */
  readonly wait_ms: number;
  /** Added where nothing comes. */
  readonly rest: string;
  /** Said where the answer is cut off. */
  readonly gone?: string;
  readonly told?: (progress: ControlProgress) => void;
  readonly path?: string;
}

function ask<T>(
  folder: string,
  asked: ControlRequest,
  { wait_ms, rest, gone, told, path = '/' }: How,
): Promise<Asked<T>> {
  return new Promise((settle) => {
    const unasked = (why: string) =>
      settle({ kind: 'answered', result: failed(`The running server ${why}.`) });
    const socketPath = controlPath(folder);
    const going = request({ socketPath, path, method: 'POST', timeout: wait_ms }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (text + chunk).split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) told?.(JSON.parse(line) as ControlProgress);
      });
      response.on('error', (error) => {
        if (gone === undefined) unasked(`cut its answer off (${codeOf(error)})`);
        else settle({ kind: 'answered', result: failed(gone) });
      });
      response.on('end', () => {
        try {
          settle({ kind: 'answered', result: JSON.parse(text) as T });
        } catch {
          unasked('gave an answer that is none');
        }
      });
    });
    going.on('timeout', () => {
      unasked(`gave no answer within ${wait_ms / 1000} s${rest}`);
      going.destroy();
    });
    going.on('error', (error) => {
      const code = codeOf(error);
      if (nobody_codes.has(code)) settle({ kind: 'nobody' });
      else unasked(`cannot be asked (${code})`);
    });
    going.end(JSON.stringify(asked));
  });
}
