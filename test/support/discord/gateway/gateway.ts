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

/** Discord's gateway, which a test can control. */
export class Gateway implements ConnectionGateway {
  url = '';
  heartbeat_ms = 41_250;
  /** Keeps connections open but sends nothing, not even heartbeat acknowledgements. */
  silent = false;
  /**
   * Between two identifies; 5 s at Discord, which answers others with an invalid session. 0 unless a
   * test sets it, so that a server that is killed and started again need not wait.
   */
  identify_every_ms = 0;
  /** Identifies in a day; Discord resets the token after that many. */
  identifies_max = 1_000;
  /** Not 0: each attempt to connect gets this HTTP status. */
  refuses_with = 0;
  /** How many attempts got it. */
  refused = 0;
  readonly connections = new Set<Connection>();
  readonly sessions = new Map<string, Session>();
  /** The opcodes that were received, in order. */
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

  /** How often clients have identified. */
  get identifies(): number {
    return this.heard.filter((op) => op === Op.Identify).length;
  }

  /** Whether a client may identify now. Counts as an identify. */
  mayIdentify(): boolean {
    const now = this.#world.clock.now();
    const last = this.#identified.at(-1);
    if (last !== undefined && now - last < this.identify_every_ms) return false;
    this.#identified.push(now);
    return true;
  }

  /** The body of `GET /gateway/bot`. */
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

  /** Asks every client to reconnect and resume. */
  askToReconnect(): void {
    for (const connection of this.connections) connection.send({ op: Op.Reconnect, d: null });
  }

  /** Invalidates every session; events meanwhile are lost unless it can be resumed. */
  invalidate(resumable: boolean): void {
    if (!resumable) this.sessions.clear();
    for (const connection of this.connections) {
      connection.send({ op: Op.InvalidSession, d: resumable });
    }
  }

  /** Closes with a code. A session ends with 1000 and 4009, and can be resumed with others. */
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

  /** Only the bot among the members, as without the intent for presences. */
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
