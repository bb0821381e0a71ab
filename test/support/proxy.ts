import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line to a server that a test can cut, or make silent without anybody being told. */
export class Proxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #to: number | undefined;
  #isUp = true;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (near) => this.#join(near));
  }

  /** Listens on a port of the system's choice. */
  static async start(): Promise<Proxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Proxy(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  leadTo(port: number): void {
    this.#to = port;
  }

  /** Ends what is open, and takes nothing new until `restore`. */
  cut(): void {
    this.#isUp = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What is open stays open and carries nothing more, either way; nor does what is new. */
  silence(): void {
    this.#isUp = false;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** For new connections; those that fell silent stay so. */
  restore(): void {
    this.#isUp = true;
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    this.#hold(near);
    if (!this.#isUp || this.#to === undefined) return void near.pause();
    const far = connect(this.#to, '127.0.0.1');
    this.#hold(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
  }
}
