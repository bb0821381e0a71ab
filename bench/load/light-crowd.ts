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

  /** `socketTicket`: makes the secret for each hello; without it nothing is said. */
  async open(port: number, count: number, socketTicket?: () => Promise<string>): Promise<void> {
    await inParallel(count, async () => {
      // Fetched first, because an open socket has to say hello soon.
      const ticket = await socketTicket?.();
      const socket = await LightSocket.open(port);
      if (ticket !== undefined) await socket.hello(ticket);
      this.sockets.push(socket);
    });
  }

  /** Runs a task on each socket, a few at a time. */
  each(task: (socket: LightSocket) => Promise<void>): Promise<void> {
    return inParallel(this.sockets.length, (i) => task(this.sockets[i]!));
  }

  /** Closes all sockets; others may be opened. */
  leave(): void {
    for (const socket of this.sockets.splice(0)) socket.close();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.leave();
  }

  /** A part of them at a time, like browsers that were not opened together. */
  #ping(): void {
    const count = Math.ceil(this.sockets.length / beats);
    for (let i = 0; i < count; i++) {
      this.#next = (this.#next + 1) % this.sockets.length;
      this.sockets[this.#next]!.ping();
    }
  }
}

/** Parts of one heartbeat interval. */
const beats = 80;
