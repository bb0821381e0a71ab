import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { limits } from '../../protocol/limits.ts';
import { cutText } from '../../protocol/cut.ts';
import type { WebhookFault, WebhookResult } from '../../protocol/webhooks.ts';
import { webhookAddress } from '../../actors/webhooks/address.ts';
import type { Clock, Stopwatch } from '../../actors/runtime/clock.ts';
import { isAllowed } from './allowed.ts';
import { resolveName, type Resolve } from './resolve.ts';
import { sendingLimits } from './sending-limits.ts';

export interface Post {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostDeps {
  readonly clock: Clock & Stopwatch;
  /** Whether this machine and private networks may be reached. */
  readonly isPrivate: boolean;
  readonly resolve?: Resolve;
  /** Lower in tests. */
  readonly answer_ms_max?: number;
}

export function isDelivered({ status }: Pick<WebhookResult, 'status'>): boolean {
  return status !== null && status >= 200 && status < 300;
}

/**
 * Sends one request, and waits for the answer no longer than `answer_ms_max`. Never rejects. The name
 * is looked up once, all its addresses are checked, and only they are connected to, so that no second
 * look-up can lead elsewhere; redirects are not followed. `signal`: it may be broken off.
 */
export async function post(
  deps: PostDeps,
  sent: Post,
  signal: AbortSignal,
): Promise<WebhookResult> {
  const { clock, answer_ms_max = sendingLimits.answer_ms_max } = deps;
  const [at, began] = [clock.now(), clock.elapsed()];
  const own = new AbortController();
  const abort = (): void => own.abort();
  const cancel = clock.after(answer_ms_max, abort);
  signal.addEventListener('abort', abort);
  let answer: Answer;
  try {
    signal.throwIfAborted();
    answer = await exchange(deps, sent, own.signal);
  } catch (error) {
    answer = fault(own.signal.aborted ? 'timeout' : faultOf(error));
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
  return { at, took_ms: Math.round(clock.elapsed() - began), ...answer };
}

type Answer = Pick<WebhookResult, 'status' | 'fault' | 'text'>;

function fault(name: WebhookFault): Answer {
  return { status: null, fault: name, text: '' };
}

async function exchange(
  { isPrivate, resolve = resolveName }: PostDeps,
  { address, headers, body }: Post,
  signal: AbortSignal,
): Promise<Answer> {
  const url = webhookAddress(address, isPrivate);
  if (url === undefined) return fault('address_refused');
  const found = await resolve(url.hostname, signal);
  if (found.length === 0) return fault('name_unknown');
  // One that is not allowed spoils all: a name of ours has no reason to be there too.
  if (!found.every((one) => isAllowed(one, isPrivate))) return fault('address_refused');

  const response = await new Promise<IncomingMessage>((resolved, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'accept-encoding': 'identity',
        'user-agent': 'Shardbell',
      },
      // A connection of its own, to what was checked just now.
      agent: false,
      // Also where the environment would have Node trust anybody.
      rejectUnauthorized: true,
      lookup: lookupOf(found),
      maxHeaderSize: sendingLimits.answer_head_bytes_max,
      signal,
    });
    request.once('response', resolved);
    // Stays, for a connection may fail after its answer too.
    request.on('error', reject);
    request.end(body);
  });
  const text = await beginningOf(response);
  return { status: response.statusCode ?? null, fault: null, text };
}

/** Answers with the checked addresses, whatever DNS says by now. */
function lookupOf(found: readonly string[]): LookupFunction {
  const all = found.map((address) => ({ address, family: isIP(address) }));
  return (_, { all: isAll }, done) => {
    if (isAll === true) done(null, all);
    else done(null, all[0]!.address, all[0]!.family);
  };
}

/** What it begins with, as text. It is read to its end, so that a receiver sees no broken connection. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (bytes < limits.webhook_text_chars_max * 4) kept.push(chunk);
      bytes += chunk.length;
      if (bytes > sendingLimits.answer_bytes_max) break;
    }
  } catch {
    // The status came, which is what counts.
  }
  response.destroy();
  const text = Buffer.concat(kept)
    .toString('utf8')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  return cutText(text, limits.webhook_text_chars_max);
}

function faultOf(error: unknown): WebhookFault {
  const { code = '' } = error as { readonly code?: string };
  if (code.startsWith('HPE_')) return 'no_http';
  const isCertificate = /CERT|ERR_TLS|^ERR_SSL|UNABLE_TO|SELF_SIGNED|HOSTNAME_MISMATCH/u.test(code);
  return isCertificate ? 'certificate' : 'unreachable';
}
