import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Unheard, type UnheardBounds } from '../platform/unheard.ts';
import type { SecurityLog } from '../identity/security-log.ts';
import { networkOfText } from '../platform/network.ts';

/** Connections without a complete request, or that wait for their next one. */
const bounds: UnheardBounds = { per_network_max: 200, in_all_max: 2_000 };

/**
 * Limits connections without a complete request: those that send one byte by byte are closed for
 * the next ones of their network. The network is that of the socket itself, since nothing else is
 * known before a head.
 */
export function boundHeads(server: Server, security: SecurityLog, most = bounds): void {
  const unheard = new Unheard<Socket>(most);
  const wait = (socket: Socket): void => {
    const network = networkOfText(socket.remoteAddress) ?? 'unknown';
    const gone = unheard.add(socket, network);
    if (gone === undefined) return;
    security.add({ kind: 'requests_slow', network });
    gone.destroy();
  };
  // Shared by all sockets, since upgraded ones live long.
  function closed(this: Socket): void {
    unheard.delete(this);
  }
  server.on('connection', (socket: Socket) => {
    wait(socket);
    socket.on('close', closed);
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket, headers } = request;
    const hasBody =
      headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
    if (hasBody) request.once('end', () => unheard.delete(socket));
    else unheard.delete(socket);
    response.once('close', () => {
      unheard.delete(socket);
      if (!socket.destroyed) wait(socket);
    });
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => {
    unheard.delete(socket);
    socket.off('close', closed);
  });
}
