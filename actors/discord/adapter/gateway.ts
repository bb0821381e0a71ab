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
import { eventOf, gatewayEvents } from './gateway-events.ts';
import { IdentifyThrottler } from './identify-throttler.ts';
import { closedFor, intentsMissing, notLetIn, tokenRefused, unreachable } from './faults.ts';

const retry_ms = 5_000;
const retry_ms_max = 5 * 60 * 1000;

export interface GatewayOptions {
  readonly token: string;
  readonly api: string;
  readonly cdn: string;
  readonly clock: Clock;
  onEvent(event: DiscordEvent): void;
  /** The application's flags; undefined if they cannot be fetched. */
  flags(): Promise<number | undefined>;
  onError(cause: unknown): void;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** discord.js reconnects by itself. */
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'waiting_to_retry'; readonly cancel: Cancel }
  | { readonly kind: 'closed' };

/**
 * The gateway connection, by discord.js's client. Events are read raw, because the client emits none
 * for what is not in its caches.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #throttler: IdentifyThrottler;
  #client: Client | undefined;
  #state: State = { kind: 'idle' };
  #self: { readonly user: string; readonly application: string } | undefined;
  #wait_ms = retry_ms;
  /** Sentence of the last fault that was told: the same one is told once. */
  #lastFault = '';

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#throttler = new IdentifyThrottler(options.clock);
  }

  /** Who the bot is; empty ids before the first connection. */
  get self(): { readonly user: string; readonly application: string } {
    return this.#self ?? { user: '', application: '' };
  }

  start(): void {
    this.#connect();
  }

  /** No event comes after this call. */
  async stop(): Promise<void> {
    const before = this.#state;
    this.#state = { kind: 'closed' };
    if (before.kind === 'waiting_to_retry') before.cancel();
    await this.#close(before.kind === 'online');
  }

  /** A REST call found that Discord does not accept the token any more. */
  tokenRefused(): void {
    this.#giveUp(tokenRefused);
  }

  #connect(): void {
    this.#state = { kind: 'connecting' };
    const client = this.#newClient();
    this.#client = client;
    client.login(this.#options.token).catch((error: unknown) => this.#loginFailed(client, error));
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
      // A login that is rate limited fails instead of waiting.
      rest: { api, cdn, rejectOnRateLimit: () => true },
      ws: { buildIdentifyThrottler: async () => this.#throttler },
    });
    // discord.js's own handling fills caches that nobody reads, and an event that it cannot parse
    // ends the process.
    Object.assign(client.ws, { handlePacket: () => true });
    client.ws.on(Event.Ready, (d: GatewayReadyDispatchData) => this.#ready(client, d));
    client.ws.on(Event.Resumed, () => this.#resumed(client));
    for (const t of gatewayEvents) {
      client.ws.on(t, (d: unknown) => this.#heard(client, { t, d } as GatewayDispatchPayload));
    }
    client.on(Events.ShardReconnecting, () => this.#reconnecting(client));
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
    this.#lastFault = '';
    this.#options.onEvent({ kind: 'ready', session, ...this.self });
  }

  #heard(client: Client, payload: GatewayDispatchPayload): void {
    if (this.#isOld(client)) return;
    let event: DiscordEvent | undefined;
    try {
      event = eventOf(payload, this.self.user);
    } catch (cause) {
      this.#options.onError(new Error(`${payload.t} was not understood`, { cause }));
      return;
    }
    if (event) this.#options.onEvent(event);
  }

  #reconnecting(client: Client): void {
    if (this.#state.kind === 'closed') preventReconnect(client);
    if (this.#isOld(client) || this.#state.kind !== 'online') return;
    this.#state = { kind: 'reconnecting' };
    this.#options.onEvent({ kind: 'disconnected' });
  }

  /** Closed with a code after which discord.js does not reconnect. */
  #closed(client: Client, code: Close): void {
    if (this.#isOld(client)) return;
    if (code !== Close.DisallowedIntents) return this.#giveUp(closedFor(code));
    this.#state = { kind: 'closed' };
    void this.#options.flags().then((flags) => this.#tellFault(intentsMissing(flags)));
  }

  /** After some failures the client itself does not know that it is over. */
  #loginFailed(client: Client, error: unknown): void {
    preventReconnect(client);
    if (this.#isOld(client)) return;
    const { code, message } = error as { code?: string; message: string };
    if (code === 'TokenInvalid') return this.#giveUp(tokenRefused);
    if (error instanceof RateLimitError) this.#tellFault(unreachable('429'));
    else if (error instanceof HTTPError) this.#tellFault(unreachable(String(error.status)));
    else this.#tellFault(typeof code === 'string' ? unreachable(code) : notLetIn(message));
    const cancel = this.#options.clock.after(this.#wait_ms, () => this.#connect());
    this.#wait_ms = Math.min(this.#wait_ms * 2, retry_ms_max);
    this.#state = { kind: 'waiting_to_retry', cancel };
  }

  /** Closes for good, with a fault that only an operator can repair. */
  #giveUp(fault: Extract<DiscordEvent, { kind: 'fault' }>): void {
    const online = this.#state.kind === 'online';
    if (this.#state.kind === 'closed') return;
    this.#state = { kind: 'closed' };
    this.#tellFault(fault);
    void this.#close(online);
  }

  #tellFault(fault: Extract<DiscordEvent, { kind: 'fault' }>): void {
    if (this.#lastFault === fault.problem.sentence) return;
    this.#lastFault = fault.problem.sentence;
    this.#options.onEvent(fault);
  }

  async #close(online: boolean): Promise<void> {
    const client = this.#client;
    if (!client) return;
    // Destroyed during a handshake, discord.js throws where nobody can catch it.
    if (online) await client.destroy();
    else preventReconnect(client);
  }

  /** Whether another client took its place, or none is wanted. One that connected all the same is closed. */
  #isOld(client: Client): boolean {
    if (this.#state.kind !== 'closed' && client === this.#client) return false;
    if (client.ws.shards.size > 0) void client.destroy();
    return true;
  }
}

/**
 * Keeps a client between two connections from making the next one. discord.js has no call for that,
 * but it awaits the session information before it connects, and this one never resolves.
 */
function preventReconnect(client: Client): void {
  const never = new Promise(() => {});
  for (const shard of client.ws.shards.values()) Object.assign(shard, { sessionInfo: never });
}
