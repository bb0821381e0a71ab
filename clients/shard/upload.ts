import type { RequestOutcome } from '../core/requests.ts';
import { refusals } from '../../protocol/refusals.ts';

/** A file that a player sends, such as a screenshot. */
export interface ShardFile {
  /** As it is shown. What the file is its bytes tell. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type UploadOutcome =
  /** Name it in `files` of the command that sends it. */
  | { readonly t: 'done'; readonly file: string }
  | Omit<Extract<RequestOutcome, { t: 'refused' }>, 'id'>
  /** The server could not be reached. */
  | { readonly t: 'lost' };

const tries_max = 6;
const wait_ms = 500;
const attempt_ms_max = 120_000;
const answer_chars_max = 4_000;

/** Sends a file to the server: again after a lost connection, or where the server says so. */
export async function uploadFile(
  {
    url,
    key,
    ending,
  }: { readonly url: string; readonly key: string; readonly ending: AbortSignal },
  wire: string,
  { name, bytes }: ShardFile,
  ticket: string | undefined,
): Promise<UploadOutcome> {
  const address = new URL('files', url);
  address.protocol = address.protocol.replace('ws', 'http');
  address.search = new URLSearchParams({
    name,
    session: wire,
    ...(ticket === undefined ? {} : { ticket }),
  }).toString();
  let outcome: UploadOutcome = { t: 'lost' };
  for (let tries = 0; tries < tries_max && !ending.aborted; tries++) {
    if (tries > 0) await pause(wait_ms * 2 ** (tries - 1), ending);
    outcome = await attempt(address, key, bytes, ending);
    // After a loss the session is announced again in a moment.
    const isPassing =
      outcome.t === 'refused' && (outcome.retry || outcome.code === 'session_unknown');
    if (outcome.t !== 'lost' && !isPassing) break;
  }
  return outcome;
}

async function attempt(
  address: URL,
  key: string,
  bytes: Uint8Array,
  ending: AbortSignal,
): Promise<UploadOutcome> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
      redirect: 'error',
      signal: AbortSignal.any([ending, AbortSignal.timeout(attempt_ms_max)]),
    });
    const told = JSON.parse((await answer.text()).slice(0, answer_chars_max)) as {
      readonly id?: string;
      readonly code?: keyof typeof refusals;
      readonly sentence?: string;
    };
    if (answer.status === 201 && told.id !== undefined) return { t: 'done', file: told.id };
    const { code = 'right_missing', sentence } = told;
    const meaning = refusals[code];
    return { t: 'refused', code, retry: meaning.retry, sentence: sentence ?? meaning.sentence };
  } catch {
    return { t: 'lost' };
  }
}

function pause(ms: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    ending.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
