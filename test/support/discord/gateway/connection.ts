import {
  GatewayCloseCodes as Close,
  GatewayDispatchEvents as Event,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { Guild } from '../guild.ts';
import type { World } from '../world.ts';
import { disallowed } from './intents.ts';
import { Session } from './session.ts';

const sends_max = 120;
const sends_window_ms = 60_000;
const known_intents = 0x03_33_ff_ff;

/** What a connection needs of its gateway. */
export interface ConnectionGateway {
  readonly url: string;
  readonly heartbeat_ms: number;
  readonly silent: boolean;
  readonly heard: Op[];
  readonly sessions: Map<string, Session>;
  readonly connections: { delete(connection: Connection): boolean };
  mayIdentify(): boolean;
  isOver(session: Session): boolean;
  tellGuild(session: Session, guild: Guild): void;
}

/** One socket of the gateway, from hello to its close. */
export class Connection {
  session: Session | undefined;
  readonly #world: World;
  readonly #gateway: ConnectionGateway;
  readonly #socket: WebSocket;
  #sends: number[] = [];

  constructor(world: World, gateway: ConnectionGateway, socket: WebSocket) {
    this.#world = world;
    this.#gateway = gateway;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#take(data.toString()));
    socket.on('close', (code: number) => this.#left(code));
    socket.on('error', () => socket.terminate());
    this.send({ op: Op.Hello, d: { heartbeat_interval: gateway.heartbeat_ms } });
  }

  send(payload: object): void {
    if (!this.#gateway.silent) this.#socket.send(JSON.stringify(payload));
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** Drops the connection without a close frame. */
  cut(): void {
    this.#socket.terminate();
  }

  #take(text: string): void {
    const now = this.#world.clock.now();
    this.#sends = [...this.#sends.filter((at) => at > now - sends_window_ms), now];
    if (this.#sends.length > sends_max) return this.close(Close.RateLimited);
    let payload: { op: Op; d: Record<string, unknown> };
    try {
      payload = JSON.parse(text);
    } catch {
      return this.close(Close.DecodeError);
    }
    this.#gateway.heard.push(payload.op);
    this.#world.changed();
    switch (payload.op) {
      case Op.Heartbeat:
        return this.send({ op: Op.HeartbeatAck });
      case Op.Identify:
        return this.#identify(payload.d);
      case Op.Resume:
        return this.#resume(payload.d);
      case Op.PresenceUpdate:
      case Op.RequestGuildMembers:
        if (!this.session) this.close(Close.NotAuthenticated);
        return;
      default:
        this.close(Close.UnknownOpcode);
    }
  }

  #identify({ token, intents }: Record<string, unknown>): void {
    const world = this.#world;
    if (this.session) return this.close(Close.AlreadyAuthenticated);
    if (token !== world.token) return this.close(Close.AuthenticationFailed);
    const asked = Number(intents);
    if (!Number.isInteger(asked) || asked & ~known_intents) return this.close(Close.InvalidIntents);
    if (disallowed(world, asked)) return this.close(Close.DisallowedIntents);
    if (!this.#gateway.mayIdentify()) return this.send({ op: Op.InvalidSession, d: false });
    const session = new Session(world.ids.next(), asked);
    this.#begin(session);
    const guilds = [...world.guilds.values()].filter((guild) => guild.hasBot);
    session.dispatch(Event.Ready, {
      v: 10,
      user: world.bot,
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.#gateway.url,
      application: { id: world.application, flags: world.flags },
    });
    for (const guild of guilds) if (guild.available) this.#gateway.tellGuild(session, guild);
    world.changed();
  }

  #resume({ token, session_id, seq }: Record<string, unknown>): void {
    if (token !== this.#world.token) return this.close(Close.AuthenticationFailed);
    const session = this.#gateway.sessions.get(String(session_id));
    if (!session || this.#gateway.isOver(session)) {
      this.send({ op: Op.InvalidSession, d: false });
      return;
    }
    if (Number(seq) > session.seq) return this.close(Close.InvalidSeq);
    this.#begin(session);
    session.replay(Number(seq));
    session.dispatch(Event.Resumed, {});
    this.#world.changed();
  }

  #begin(session: Session): void {
    this.session = session;
    this.#gateway.sessions.set(session.id, session);
    session.connect((payload) => this.send(payload));
  }

  /** A close by the client with 1000 or 1001 ends the session. */
  #left(code: number): void {
    this.#gateway.connections.delete(this);
    const session = this.session;
    if (!session) return;
    session.leave(this.#world.clock.now());
    if (code === 1000 || code === 1001) this.#gateway.sessions.delete(session.id);
    this.#world.changed();
  }
}
