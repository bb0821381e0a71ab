import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { subprotocols, type Subprotocol } from '../../protocol/codec.ts';
import { networkOf } from '../http/network.ts';
import type { Peer } from './session.ts';

export const socket_path = '/ws';

/** Whether a request may become a WebSocket, or the HTTP answer that it gets instead. */
export type Judged =
  | { readonly ok: true; readonly peer: Peer }
  | { readonly ok: false; readonly status: number; readonly sentence: string };

/** By which names the server may be called, and which pages may talk to it. */
export interface AllowedOrigins {
  /** A `Host` header. */
  hostAllowed(host: string | undefined): boolean;
  /** An `Origin` header. */
  originAllowed(origin: string | undefined): boolean;
}

/** `trustProxy`: the caller's address is the last one in X-Forwarded-For. */
export function judge(
  request: IncomingMessage,
  origins: AllowedOrigins,
  trustProxy: boolean,
): Judged {
  const { host, origin } = request.headers;
  const [path] = (request.url ?? '').split('?', 1);
  if (path !== socket_path) return no(404, `The socket is at ${socket_path}.`);
  if (!origins.hostAllowed(host)) {
    return no(421, 'This server is not called by that name: see SHARDBELL_ORIGINS.');
  }
  if (origin !== undefined && !origins.originAllowed(origin)) {
    return no(403, 'Pages of that origin may not connect: see SHARDBELL_ORIGINS.');
  }
  const subprotocol = chooseSubprotocol(offered(request));
  if (subprotocol === undefined) {
    return no(400, `Offer one of the subprotocols ${subprotocols.join(', ')}.`);
  }
  const address = networkOf(addressOf(request, trustProxy));
  return {
    ok: true,
    peer: { subprotocol, origin: origin === undefined ? 'missing' : 'allowed', address },
  };
}

/** The first that we speak, in the client's order. */
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

function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const told = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = (Array.isArray(told) ? told.at(-1) : told)?.split(',').at(-1)?.trim();
  return last || (request.socket.remoteAddress ?? 'unknown');
}

function no(status: number, sentence: string): Judged {
  return { ok: false, status, sentence };
}
