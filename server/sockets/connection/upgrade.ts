import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { subprotocols, type Subprotocol } from '../../../protocol/codec.ts';
import { hostSentence } from '../../platform/network.ts';
import { networkOf } from '../../platform/network.ts';
import type { RejectionReason } from '../../identity/security-log.ts';
import type { Peer } from './connection.ts';

export const socket_path = '/ws';

/** Whether a request may become a WebSocket, or the HTTP answer that it gets instead. */
export type Judged =
  | { readonly ok: true; readonly peer: Peer }
  | {
      readonly ok: false;
      readonly status: number;
      readonly sentence: string;
      /** For the log, where it may be an attack. */
      readonly rejection?: { readonly kind: RejectionReason; readonly value: string };
    };

/** By which names the server may be called, and which pages may talk to it. */
export interface AllowedOrigins {
  /** A `Host` header. */
  hostAllowed(host: string | undefined): boolean;
  /** An `Origin` header. */
  originAllowed(origin: string | undefined): boolean;
}

export function judge(
  request: IncomingMessage,
  origins: AllowedOrigins,
  trustProxy: boolean,
): Judged {
  const { host, origin } = request.headers;
  const [path] = (request.url ?? '').split('?', 1);
  if (path !== socket_path) return rejected(404, `The socket is at ${socket_path}.`);
  // Browsers always name an origin; a client that names none may use any address.
  if (origin !== undefined && !origins.hostAllowed(host)) {
    const rejection = { kind: 'host_unknown', value: host ?? '' } as const;
    return { ...rejected(421, hostSentence), rejection };
  }
  if (origin !== undefined && !origins.originAllowed(origin)) {
    const rejection = { kind: 'origin_foreign', value: origin } as const;
    return {
      ...rejected(403, 'Pages of that origin may not connect: see SHARDBELL_ORIGINS.'),
      rejection,
    };
  }
  const subprotocol = chooseSubprotocol(offered(request));
  if (subprotocol === undefined) {
    return rejected(400, `Offer one of the subprotocols ${subprotocols.join(', ')}.`);
  }
  const network = networkOf(request, trustProxy);
  return {
    ok: true,
    peer: { subprotocol, origin: origin === undefined ? 'missing' : 'allowed', network },
  };
}

/** The first subprotocol that we support, in the client's order. */
export function chooseSubprotocol(wished: Iterable<string>): Subprotocol | undefined {
  for (const name of wished) {
    const known = subprotocols.find((one) => one === name);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Answers an upgrade in HTTP, and ends the connection. */
export function answerInHttp(socket: Duplex, status: number, sentence: string): void {
  const body = `${sentence}\n`;
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

function offered(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function rejected(status: number, sentence: string) {
  return { ok: false, status, sentence } as const;
}
