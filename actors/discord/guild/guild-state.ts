import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { GuildLook } from './guild-look.ts';
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
}

/** The guild of the settings as it was fetched last, and who the bot is. Retries a failed fetch. */
export class GuildState {
  readonly #deps: GuildStateDeps;
  readonly #look: GuildLook;
  #bot: string | undefined;
  #seen: GuildSeen | undefined;
  #retry: Cancel | undefined;
  #tries = 0;
  #refreshing: Promise<void> | undefined;
  #again = false;
  #isStopped = false;

  constructor(deps: GuildStateDeps) {
    this.#deps = deps;
    this.#look = new GuildLook(deps.port);
  }

  /** Undefined until the first connection. */
  get bot(): string | undefined {
    return this.#bot;
  }

  /** Undefined while the bot is not in the guild. */
  get now(): GuildSeen | undefined {
    return this.#seen;
  }

  /** Passes for fetches: a fetch that begins later is younger. */
  get moment(): number {
    return this.#look.moment;
  }

  /** The guild as a fetch younger than this moment shows it. */
  after(moment: number): Promise<CallOutcome<GuildSeen>> {
    return this.#look.after(moment, this.#deps.guild() ?? '');
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

  /** Fetches the guild, once more if another refresh is asked for meanwhile. */
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
    await this.#deps.refreshed();
  }

  /** One fetch; a failed one makes a refresh due. */
  async fetch(): Promise<void> {
    const { alerts, clock } = this.#deps;
    const guild = this.#deps.guild();
    if (guild === null || this.#bot === undefined || this.#isStopped) return;
    const outcome = await this.#look.after(this.#look.moment, guild);
    this.#retry?.();
    if (outcome.kind === 'done') {
      this.#tries = 0;
      this.#seen = outcome.value;
      alerts.clear('guild');
      return this.#deps.seen(outcome.value);
    }
    if (outcome.kind === 'refused' && outcome.reason === 'not_found') {
      alerts.raise('guild', discordProblem('guild_missing', { server: guild }));
    }
    const wait_ms = backoffMs(this.#tries);
    this.#tries += 1;
    this.#retry = clock.after(wait_ms, () => void this.refresh());
  }
}
