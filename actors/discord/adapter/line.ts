import {
  Client,
  Events,
  GatewayCloseCodes as Close,
  GatewayDispatchEvents as Event,
  type GatewayDispatchPayload,
  type GatewayReadyDispatchData,
  GatewayIntentBits as Intent,
  HTTPError,
  RateLimitError,
} from 'discord.js';
import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { DiscordEvent } from '../port/events.ts';
import { heard, heardEvents } from './heard.ts';
import { IdentifyPace } from './identify-pace.ts';
import { closedFor, intentsMissing, notLetIn, tokenRefused, unreachable } from './sentences.ts';

const retry_ms = 5_000;
const retry_ms_max = 5 * 60 * 1000;

export interface LineOptions {
  readonly token: string;
  readonly api: string;
  readonly cdn: string;
  readonly clock: Clock;
  onEvent(event: DiscordEvent): void;
  /** The application's flags, or undefined where they cannot be had. */
  flags(): Promise<number | undefined>;
  onError(cause: unknown): void;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** discord.js tries again by itself. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'waiting'; readonly cancel: Cancel }
  | { readonly kind: 'over' };

/**
 * The gateway by discord.js's client, from the login to the end. Events are taken as they come from
 * the gateway: of what is not in the client's caches, its own events would leave out some.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #pace: IdentifyPace;
  #client: Client | undefined;
  #state: State = { kind: 'idle' };
  #self: { readonly user: string; readonly application: string } | undefined;
  #wait_ms = retry_ms;
  /** The last fault that was told, so that the same one is told once. */
  #said = '';

  constructor(options: LineOptions) {
    this.#options = options;
    this.#pace = new IdentifyPace(options.clock);
  }

  /** Who the bot is. Empty ids before it was connected for the first time. */
  get self(): { readonly user: string; readonly application: string } {
    return this.#self ?? { user: '', application: '' };
  }

  start(): void {
    this.#connect();
  }

  /** Nothing more is told once this was called. */
  async stop(): Promise<void> {
    const before = this.#state;
    this.#state = { kind: 'over' };
    if (before.kind === 'waiting') before.cancel();
    await this.#leave(before.kind === 'online');
  }

  /** The token is not taken any more, as a call has found. */
  tokenRefused(): void {
    this.#give(tokenRefused);
  }

  #connect(): void {
    this.#state = { kind: 'connecting' };
    const client = this.#newClient();
    this.#client = client;
    client.login(this.#options.token).catch((error: unknown) => this.#notIn(client, error));
  }

  #newClient(): Client {
    const { api, cdn } = this.#options;
    const client = new Client({
      intents: [
        Intent.Guilds,
        Intent.GuildMembers,
        Intent.GuildMessages,
        Intent.DirectMessages,
        Intent.MessageContent,
      ],
      // It waits out no limit by itself: a login that is held up is one that failed.
      rest: { api, cdn, rejectOnRateLimit: () => true },
      ws: { buildIdentifyThrottler: async () => this.#pace },
    });
    // Its own handling fills caches that nobody reads, and an event that it does not understand ends
    // the process.
    Object.assign(client.ws, { handlePacket: () => true });
    client.ws.on(Event.Ready, (d: GatewayReadyDispatchData) => this.#ready(client, d));
    client.ws.on(Event.Resumed, () => this.#resumed(client));
    for (const t of heardEvents) {
      client.ws.on(t, (d: unknown) => this.#heard(client, { t, d } as GatewayDispatchPayload));
    }
    client.on(Events.ShardReconnecting, () => this.#cut(client));
    client.on(Events.ShardDisconnect, ({ code }) => this.#closed(client, code));
    client.on(Events.Error, (error) => this.#options.onError(error));
    return client;
  }

  #ready(client: Client, { user, application }: GatewayReadyDispatchData): void {
    if (this.#isOld(client)) return;
    this.#self = { user: user.id, application: application.id };
    this.#online('fresh');
  }

  #resumed(client: Client): void {
    if (!this.#isOld(client)) this.#online('resumed');
  }

  #online(session: 'fresh' | 'resumed'): void {
    this.#state = { kind: 'online' };
    this.#wait_ms = retry_ms;
    this.#said = '';
    this.#options.onEvent({ kind: 'ready', session, ...this.self });
  }

  #heard(client: Client, payload: GatewayDispatchPayload): void {
    if (this.#isOld(client)) return;
    let event: DiscordEvent | undefined;
    try {
      event = heard(payload, this.self.user);
    } catch (cause) {
      this.#options.onError(new Error(`${payload.t} was not understood`, { cause }));
      return;
    }
    if (event) this.#options.onEvent(event);
  }

  #cut(client: Client): void {
    if (this.#state.kind === 'over') keepAway(client);
    if (this.#isOld(client) || this.#state.kind !== 'online') return;
    this.#state = { kind: 'cut' };
    this.#options.onEvent({ kind: 'disconnected' });
  }

  /** With a code after which discord.js does not come back. */
  #closed(client: Client, code: Close): void {
    if (this.#isOld(client)) return;
    if (code !== Close.DisallowedIntents) return this.#give(closedFor(code));
    this.#state = { kind: 'over' };
    void this.#options.flags().then((flags) => this.#say(intentsMissing(flags)));
  }

  /** The login has failed. Of some failures the client does not know itself that it is over. */
  #notIn(client: Client, error: unknown): void {
    keepAway(client);
    if (this.#isOld(client)) return;
    const { code, message } = error as { code?: string; message: string };
    if (code === 'TokenInvalid') return this.#give(tokenRefused);
    if (error instanceof RateLimitError) this.#say(unreachable('429'));
    else if (error instanceof HTTPError) this.#say(unreachable(String(error.status)));
    else this.#say(typeof code === 'string' ? unreachable(code) : notLetIn(message));
    const cancel = this.#options.clock.after(this.#wait_ms, () => this.#connect());
    this.#wait_ms = Math.min(this.#wait_ms * 2, retry_ms_max);
    this.#state = { kind: 'waiting', cancel };
  }

  /** Ends with a fault that only an operator can mend. */
  #give(fault: Extract<DiscordEvent, { kind: 'fault' }>): void {
    const online = this.#state.kind === 'online';
    if (this.#state.kind === 'over') return;
    this.#state = { kind: 'over' };
    this.#say(fault);
    void this.#leave(online);
  }

  #say(fault: Extract<DiscordEvent, { kind: 'fault' }>): void {
    if (this.#said === fault.problem.sentence) return;
    this.#said = fault.problem.sentence;
    this.#options.onEvent(fault);
  }

  async #leave(online: boolean): Promise<void> {
    const client = this.#client;
    if (!client) return;
    // Destroyed in the middle of a handshake, discord.js throws where nobody can catch it.
    if (online) await client.destroy();
    else keepAway(client);
  }

  /** Whether it was left behind; one that still came through is closed. */
  #isOld(client: Client): boolean {
    if (this.#state.kind !== 'over' && client === this.#client) return false;
    if (client.ws.shards.size > 0) void client.destroy();
    return true;
  }
}

/**
 * Keeps a client that is between two connections from making the next one, which discord.js has no
 * way to: it reads the session before it connects, and this one never comes.
 */
function keepAway(client: Client): void {
  const never = new Promise(() => {});
  for (const shard of client.ws.shards.values()) Object.assign(shard, { sessionInfo: never });
}
