import {
  type APIGatewaySessionStartLimit,
  GatewayDispatchEvents as Event,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import { guildForm } from '../guild-form.ts';
import type { Guild } from '../guild.ts';
import type { Told, World } from '../world.ts';
import { Connection, type ConnectionGateway } from './connection.ts';
import { toldTo } from './intents.ts';
import type { Session } from './session.ts';

const session_kept_ms = 300_000;
const day_ms = 86_400_000;

/** Discord's gateway, and what a test makes it do. */
export class Gateway implements ConnectionGateway {
  url = '';
  heartbeat_ms = 41_250;
  /** Keeps its lines open and says nothing on them any more, not even to heartbeats. */
  silent = false;
  /**
   * Between two identifies; 5 s at Discord, which answers more with an invalid session. Nothing here
   * unless a test wants it: a killed server that is started again would wait it out by the clock.
   */
  identify_every_ms = 0;
  /** In a day; at Discord the token is reset after that many. */
  identifies_max = 1_000;
  /** Not 0: the HTTP status that whoever would connect gets instead. */
  refuses_with = 0;
  /** How many got it. */
  refused = 0;
  readonly connections = new Set<Connection>();
  readonly sessions = new Map<string, Session>();
  /** The opcodes that came, in order. */
  readonly heard: Op[] = [];
  readonly #world: World;
  /** Milliseconds since 1970, of the moved clock. */
  #identified: number[] = [];

  constructor(world: World) {
    this.#world = world;
    world.onTold((told) => this.#tell(told));
  }

  accept(socket: WebSocket): void {
    this.connections.add(new Connection(this.#world, this, socket));
    this.#world.changed();
  }

  /** How often clients have identified afresh. */
  get identifies(): number {
    return this.heard.filter((op) => op === Op.Identify).length;
  }

  /** Whether a client may identify now, which counts. */
  mayIdentify(): boolean {
    const now = this.#world.clock.now();
    const last = this.#identified.at(-1);
    if (last !== undefined && now - last < this.identify_every_ms) return false;
    this.#identified.push(now);
    return true;
  }

  /** As `GET /gateway/bot` tells it. */
  get startLimit(): APIGatewaySessionStartLimit {
    const now = this.#world.clock.now();
    this.#identified = this.#identified.filter((at) => at > now - day_ms);
    const [oldest = now] = this.#identified;
    return {
      total: this.identifies_max,
      remaining: Math.max(0, this.identifies_max - this.#identified.length),
      reset_after: oldest + day_ms - now,
      max_concurrency: 1,
    };
  }

  get beats(): number {
    return this.heard.filter((op) => op === Op.Heartbeat).length;
  }

  get resumes(): number {
    return this.heard.filter((op) => op === Op.Resume).length;
  }

  /** Asks every client to come back and resume. */
  askToReconnect(): void {
    for (const connection of this.connections) connection.send({ op: Op.Reconnect, d: null });
  }

  /** Ends every session; what is told meanwhile is lost unless it may be resumed. */
  invalidate(resumable: boolean): void {
    if (!resumable) this.sessions.clear();
    for (const connection of this.connections) {
      connection.send({ op: Op.InvalidSession, d: resumable });
    }
  }

  /** With 1000 and 4009 a session is over, with others it can be resumed. */
  close(code: number): void {
    if (code === 1000 || code === 4009) this.sessions.clear();
    for (const connection of this.connections) connection.close(code);
  }

  cut(): void {
    for (const connection of this.connections) connection.cut();
  }

  isOver(session: Session): boolean {
    const { leftAt } = session;
    return leftAt !== undefined && this.#world.clock.now() - leftAt > session_kept_ms;
  }

  tellGuild(session: Session, guild: Guild): void {
    session.dispatch(Event.GuildCreate, this.guildAsTold(guild));
  }

  /** Of its members the bot alone: for more it would have to ask, or to see presences. */
  guildAsTold(guild: Guild) {
    const bot = guild.members.get(this.#world.bot.id)!;
    return {
      ...guildForm(guild),
      unavailable: false,
      large: false,
      joined_at: bot.joined_at,
      member_count: guild.members.size,
      channels: [...guild.channels.values()],
      members: [bot],
      voice_states: [],
      threads: [],
      presences: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
    };
  }

  #tell(told: Told): void {
    for (const session of this.sessions.values()) {
      const d = toldTo(this.#world, told, session.intents);
      if (d !== undefined) session.dispatch(told.t, d);
    }
  }
}
