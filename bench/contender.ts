import { tablesCaughtUp } from './behind.ts';
import { Child } from './child.ts';
import type { Figures, Plan } from './load/crowd.ts';
import type { LoadAnswers, PeerName } from './load/main.ts';
import type { Address, ServerAnswers, StartOptions } from './peers/server.ts';

/** The figures of one round. */
export interface Round extends Figures {
  /** Until the tables contained every post; included in `seconds`. */
  readonly caught_up_seconds: number;
  /** User and system time of the server during the measurement. */
  readonly cpu_seconds: number;
  /** Memory of the server at the end. */
  readonly resident_bytes: number;
}

const servers: Readonly<Record<PeerName, URL>> = {
  shardbell: new URL('peers/shardbell.js', import.meta.url),
  raw: new URL('peers/raw.js', import.meta.url),
  socketio: new URL('peers/socketio.js', import.meta.url),
  colyseus: new URL('peers/colyseus.js', import.meta.url),
};

export interface ContenderOptions extends StartOptions {
  readonly peer: PeerName;
  /** Node flags for the server. */
  readonly flags?: readonly string[];
}

/** A measured server and the process that loads it. */
export class Contender {
  readonly address: Address;
  readonly #peer: PeerName;
  readonly #server: Child<ServerAnswers>;
  readonly #load: Child<LoadAnswers>;

  private constructor(
    peer: PeerName,
    address: Address,
    server: Child<ServerAnswers>,
    load: Child<LoadAnswers>,
  ) {
    this.#peer = peer;
    this.address = address;
    this.#server = server;
    this.#load = load;
  }

  static async start({ peer, flags, ...options }: ContenderOptions): Promise<Contender> {
    const server = new Child<ServerAnswers>(servers[peer], flags);
    const load = new Child<LoadAnswers>(new URL('load/main.js', import.meta.url));
    try {
      const address = await server.ask('start', options);
      const { port, secret } = address;
      await load.ask('connect', { peer, port, ...(secret === undefined ? {} : { secret }) });
      return new Contender(peer, address, server, load);
    } catch (error) {
      await Promise.all([load.end(), server.end()]);
      throw error;
    }
  }

  async round(plan: Plan): Promise<Round> {
    await this.#load.ask('prepare', plan);
    await this.#caughtUp();
    const before = await this.#server.ask('usage', undefined);
    const figures = await this.#load.ask('measure', undefined);
    const caught_up_seconds = await this.#caughtUp();
    const after = await this.#server.ask('usage', undefined);
    await this.#load.ask('finish', undefined);
    const cpu_seconds = after.cpu_seconds - before.cpu_seconds;
    return {
      ...figures,
      seconds: figures.seconds + caught_up_seconds,
      caught_up_seconds,
      cpu_seconds,
      resident_bytes: after.resident_bytes,
    };
  }

  /** Peers defer nothing. Returns the time in seconds. */
  async #caughtUp(): Promise<number> {
    return this.#peer === 'shardbell' ? tablesCaughtUp(this.address.port) : 0;
  }

  /** Resolves when both processes have ended and their data is removed. */
  async end(): Promise<void> {
    await this.#load.end();
    await this.#server.end();
  }
}
