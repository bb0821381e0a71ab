import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Discord } from '../support/discord/discord.ts';

interface Payload {
  readonly op: number;
  readonly t?: string;
  readonly s?: number;
  readonly d: Record<string, unknown> & { readonly id?: string };
}

/** A gateway client that does nothing by itself. */
export class RawGateway {
  /** All payloads, in order. */
  readonly got: Payload[] = [];
  readonly #socket: WebSocket;
  readonly #closed: Promise<number>;
  #looks: Array<() => void> = [];

  constructor(discord: Discord) {
    this.#socket = new WebSocket(`${discord.gateway.url}?v=10&encoding=json`);
    this.#closed = once(this.#socket, 'close').then(([code]) => code as number);
    this.#socket.on('message', (data: Buffer) => {
      this.got.push(JSON.parse(data.toString()));
      for (const look of this.#looks.splice(0)) look();
    });
  }

  get closed(): Promise<number> {
    return this.#closed;
  }

  send(op: number, d: unknown): void {
    this.#socket.send(JSON.stringify({ op, d }));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  async next(fits: (payload: Payload) => boolean): Promise<Payload> {
    for (;;) {
      const found = this.got.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.#looks.push(resolve));
    }
  }

  event(t: string): Promise<Payload> {
    return this.next((payload) => payload.t === t);
  }

  hello(): Promise<Payload> {
    return this.next((payload) => payload.op === 10);
  }

  async identify(intents: number, token = 'token-of-the-bot'): Promise<void> {
    await this.hello();
    this.send(2, { token, intents, properties: {} });
  }

  /** Sends a heartbeat and waits for its answer: all earlier events have arrived then. */
  async beat(): Promise<void> {
    const before = this.got.length;
    this.send(1, null);
    await this.next((payload) => payload.op === 11 && this.got.indexOf(payload) >= before);
  }

  told(): string[] {
    return this.got.flatMap(({ t }) => (t === undefined ? [] : [t]));
  }

  close(code = 1000): Promise<number> {
    this.#socket.close(code);
    return this.#closed;
  }
}
