import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One request as it came. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: {
    readonly id: string;
    readonly event: string;
    readonly at: number;
    readonly ticket: { readonly id: string; readonly seq: number } | null;
    readonly entry: {
      readonly seq: number;
      readonly what: { readonly kind: string; readonly body?: string };
    } | null;
  };
}

/** What it answers; the default takes everything. */
export type Reply = (response: ServerResponse, received: Received) => void;
const take: Reply = (response) => response.writeHead(204).end();

/** A real HTTP server to which webhooks are sent. */
export class Receiver {
  readonly all: Received[] = [];
  reply: Reply = take;
  readonly #server: Server;
  readonly #scheme: string;
  #waiting: Array<() => void> = [];

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
  }

  /** `tls`: over https with this certificate. */
  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<Receiver> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    const receiver = new Receiver(server, tls === undefined ? 'http' : 'https');
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { method = '', url: path = '' } = request;
        const headers = request.headers as Received['headers'];
        const body = JSON.parse(text) as Received['body'];
        const received: Received = { method, path, headers, text, body };
        receiver.all.push(received);
        receiver.reply(response, received);
        receiver.#wake();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}/told?key=hidden-word`;
  }

  /** Resolves once what came is so. */
  async until(isSo: (all: readonly Received[]) => boolean): Promise<readonly Received[]> {
    while (!isSo(this.all)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.all;
  }

  count(count: number): Promise<readonly Received[]> {
    return this.until((all) => all.length >= count);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
