import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { SharedGuildFetch } from './shared-guild-fetch.ts';
import { backoffMs } from '../backoff.ts';
import type { DiscordPort } from '../port/port.ts';
import type { GuildSeen } from '../port/shapes.ts';
import type { CallOutcome } from '../port/call-outcome.ts';

interface GuildStateDeps {
  readonly port: DiscordPort;
  readonly clock: Clock;
  readonly alerts: Alerts;
  /** Id of the guild in the settings. */
  guild(): string | null;
  /** The guild was fetched. */
  seen(guild: GuildSeen): Promise<void>;
  /** A refresh has ended, whether or not the guild could be fetched. */
  refreshed(): Promise<void>;
  /** Either of the two failed; it is tried again. */
  onFault(error: unknown): void;
}

/** The guild of the settings as it was fetched last, and who the bot is. Retries a failed fetch. */
export class GuildState {
  readonly #deps: GuildStateDeps;
  readonly #fetches: SharedGuildFetch;
  #bot: string | undefined;
  #seen: GuildSeen | undefined;
  #retry: Cancel | undefined;
  #tries = 0;
  #refreshing: Promise<void> | undefined;
  #again = false;
  #isStopped = false;

  constructor(deps: GuildStateDeps) {
    this.#deps = deps;
    this.#fetches = new SharedGuildFetch(deps.port);
  }

  /** Undefined until the first connection. */
  get bot(): string | undefined {
    return this.#bot;
  }

  /** Undefined while the bot is not in the guild. */
  get now(): GuildSeen | undefined {
    return this.#seen;
  }

  /** See `SharedGuildFetch`. */
  get moment(): number {
    return this.#fetches.moment;
  }

  /** The guild by a fetch that began after this moment. */
  after(moment: number): Promise<CallOutcome<GuildSeen>> {
    return this.#fetches.after(moment, this.#deps.guild() ?? '');
  }

  connected(bot: string): void {
    this.#bot = bot;
  }

  left(): void {
    this.#seen = undefined;
  }

  /** Nothing is retried any more. */
  stop(): void {
    this.#isStopped = true;
    this.#retry?.();
  }

  /** Resolves when the refresh that is under way has fetched the guild. */
  async settled(): Promise<void> {
    await this.#refreshing;
  }

  /** Fetches the guild, and once more if another refresh is asked for meanwhile. Never rejects. */
  async refresh(): Promise<void> {
    if (this.#refreshing !== undefined) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = (async () => {
      do {
        this.#again = false;
        await this.fetch();
      } while (this.#again && !this.#isStopped);
    })();
    await this.#refreshing;
    this.#refreshing = undefined;
    try {
      await this.#deps.refreshed();
    } catch (error) {
      this.#deps.onFault(error);
      this.#retryLater();
    }
  }

  /** Fetches the guild once. After a failure a refresh follows. Never rejects. */
  async fetch(): Promise<void> {
    const { alerts } = this.#deps;
    const guild = this.#deps.guild();
    if (guild === null || this.#bot === undefined || this.#isStopped) return;
    const outcome = await this.#fetches.after(this.#fetches.moment, guild);
    this.#retry?.();
    if (outcome.kind === 'done') {
      this.#seen = outcome.value;
      alerts.clear('guild');
      try {
        await this.#deps.seen(outcome.value);
        this.#tries = 0;
        return;
      } catch (error) {
        this.#deps.onFault(error);
      }
    }
    if (outcome.kind === 'refused' && outcome.reason === 'not_found') {
      alerts.raise('guild', discordProblem('guild_missing', { server: guild }));
    }
    this.#retryLater();
  }

  #retryLater(): void {
    const wait_ms = backoffMs(this.#tries);
    this.#tries += 1;
    this.#retry = this.#deps.clock.after(wait_ms, () => void this.refresh());
  }
}
