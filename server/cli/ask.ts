import { request } from 'node:http';
import {
  codeOf,
  controlPath,
  nobody_codes,
  type ControlAnswer,
  type ControlRequest,
} from '../admin/control.ts';
import { failed } from '../platform/failed.ts';

export type Asked =
  | { readonly kind: 'answered'; readonly result: ControlAnswer }
  /** No server runs on this folder. */
  | { readonly kind: 'nobody' };

/** Reads are answered at once, unless the server hangs. */
const read_wait_ms = 5_000;
/** Changes wait for each other and for password hashing. */
const change_wait_ms = 30_000;

/** Sends a request to the server that runs on a data folder. */
export function askServer(
  folder: string,
  asked: ControlRequest,
  how: 'reads' | 'changes',
): Promise<Asked> {
  const wait_ms = how === 'reads' ? read_wait_ms : change_wait_ms;
  return new Promise((settle) => {
    const unasked = (why: string) =>
      settle({ kind: 'answered', result: failed(`The running server ${why}.`) });
    const socketPath = controlPath(folder);
    const going = request({ socketPath, method: 'POST', timeout: wait_ms }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', (error) => unasked(`cut its answer off (${codeOf(error)})`));
      response.on('end', () => {
        try {
          settle({ kind: 'answered', result: JSON.parse(text) as ControlAnswer });
        } catch {
          unasked('gave an answer that is none');
        }
      });
    });
    going.on('timeout', () => {
      const rest = how === 'reads' ? '' : ', and may still carry it out';
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
