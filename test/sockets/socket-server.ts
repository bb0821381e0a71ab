import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { decodeTrusted, encode, type Subprotocol } from '../../protocol/codec.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/messages.ts';
import type { Sockets } from '../../server/sockets/connection/sockets.ts';
import { listen, type ListenOptions } from '../../server/sockets/listen.ts';
import { logTo } from '../../server/platform/log.ts';
import { SecurityLog } from '../../server/identity/security-log.ts';
import { FakeBackend } from './stage.ts';

/** A real server on a real port, with the small backend behind it. */
export class SocketServer {
  readonly backend = new FakeBackend();
  readonly faults: unknown[] = [];
  readonly logged: string[] = [];
  readonly sockets: Sockets;
  readonly #security = new SecurityLog(
    logTo('info', { write: (line: string) => void this.logged.push(line) }),
  );
  readonly #http = createServer((_request, response) => response.end('not a socket'));
  readonly #clients: Caller[] = [];
  #tickets = 0;
  port = 0;

  constructor(options: Partial<ListenOptions> = {}) {
    this.sockets = listen(this.#http, {
      backend: this.backend,
      queue: this.backend.queue,
      readMarkers: this.backend.readMarkers,
      followers: this.backend.ticketService.followers,
      tables: this.backend.tables,
      origins: {
        hostAllowed: (host) => host === `127.0.0.1:${this.port}`,
        originAllowed: (origin) => origin === this.origin,
      },
      security: this.#security,
      onFault: (error) => this.faults.push(error),
      ...options,
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<this> {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    this.port = (this.#http.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.ws.terminate();
    await this.sockets.stop(100);
    this.#security.stop();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  /** A client whose socket is open; `hello` is not sent. */
  async call(
    protocols: string[] = ['shardbell.v1'],
    options: ClientOptions = { origin: this.origin },
  ): Promise<Caller> {
    const ws = new WebSocket(`ws://127.0.0.1:${this.port}/ws`, protocols, options);
    const caller = new Caller(ws);
    this.#clients.push(caller);
    await once(ws, 'open');
    return caller;
  }

  /** Welcomed as an account. */
  async signIn(account: string, protocol: Subprotocol = 'shardbell.v1'): Promise<Caller> {
    const caller = await this.call([protocol]);
    const ticket = `${account}:${(this.#tickets += 1)}`;
    caller.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
    await caller.heard('welcome');
    return caller;
  }

  /** Welcomed as the shard. */
  async shard(): Promise<Caller> {
    const caller = await this.call(['shardbell.v1'], {});
    const auth = { as: 'shard', key: 'key of north', incarnation: 'first' } as const;
    caller.send({ t: 'hello', v: 1, auth });
    await caller.heard('welcome');
    return caller;
  }

  /** The HTTP answer to an upgrade that is refused. */
  async refusal(
    headers: Record<string, string>,
    path = '/ws',
  ): Promise<{ status: number; body: string }> {
    const asked = request({
      port: this.port,
      host: '127.0.0.1',
      path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': 'shardbell.v1',
        ...headers,
      },
    });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let body = '';
    for await (const chunk of response) body += String(chunk);
    return { status: response.statusCode ?? 0, body };
  }
}

/** A client over a real socket. */
export class Caller {
  readonly ws: WebSocket;
  readonly messages: ServerMessage[] = [];
  /** How the socket was closed, as this end saw it. */
  readonly closed: Promise<{ code: number; reason: string }>;
  #isClosed = false;
  #waiting: Array<() => void> = [];

  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data: Buffer, isBinary) => {
      this.messages.push(decodeTrusted(isBinary ? data : data.toString('utf8')));
      this.#wake();
    });
    ws.on('error', () => {});
    this.closed = new Promise((resolve) => {
      ws.on('close', (code, reason) => {
        this.#isClosed = true;
        resolve({ code, reason: reason.toString('utf8') });
        this.#wake();
      });
    });
  }

  send(message: ClientMessage | Record<string, unknown>): void {
    this.ws.send(encode(message as ClientMessage, this.ws.protocol as Subprotocol));
  }

  /** Resolves when so many messages of that name are here. */
  async heard(name: ServerMessage['t'], count = 1): Promise<void> {
    while (this.messages.filter(({ t }) => t === name).length < count) {
      if (this.#isClosed) throw new Error(`closed before ${count} ${name} came`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
