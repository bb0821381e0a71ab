import { limits } from '../../protocol/limits.ts';
import { inParallel } from './crowd.ts';
import { LightSocket } from './light-socket.ts';

/** Thousands of sockets to one server, each with its heartbeat. */
export class LightCrowd {
  readonly sockets: LightSocket[] = [];
  readonly #heartbeat: NodeJS.Timeout;
  #next = 0;

  constructor() {
    this.#heartbeat = setInterval(() => this.#ping(), limits.heartbeat_ms / beats);
  }

  /** `socketTicket`: of whom each says that it is, or nothing is said. */
  async open(port: number, count: number, socketTicket?: () => Promise<string>): Promise<void> {
    await inParallel(count, async () => {
      // First, for an open socket is to say hello soon.
      const ticket = await socketTicket?.();
      const socket = await LightSocket.open(port);
      if (ticket !== undefined) await socket.hello(ticket);
      this.sockets.push(socket);
    });
  }

  /** Has something done on each socket, a few at a time. */
  each(task: (socket: LightSocket) => Promise<void>): Promise<void> {
    return inParallel(this.sockets.length, (i) => task(this.sockets[i]!));
  }

  /** All leave, and others may come. */
  leave(): void {
    for (const socket of this.sockets.splice(0)) socket.close();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.leave();
  }

  /** A part of them at a time, as browsers that were not opened together. */
  #ping(): void {
    const count = Math.ceil(this.sockets.length / beats);
    for (let i = 0; i < count; i++) {
      this.#next = (this.#next + 1) % this.sockets.length;
      this.sockets[this.#next]!.ping();
    }
  }
}

/** Parts that a heartbeat's time is cut into. */
const beats = 80;
