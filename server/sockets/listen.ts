import type { Server } from 'node:http';
import { Sockets, type SocketsOptions } from './connection/sockets.ts';
import { netParts, type NetOptions } from './parts.ts';

export interface ListenOptions extends NetOptions, SocketsOptions {}

/** Serves the WebSocket of an HTTP server from now on. */
export function listen(http: Server, options: ListenOptions): Sockets {
  return new Sockets(http, netParts(options), options);
}
