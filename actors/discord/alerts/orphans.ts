import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import { isGone, isHidden } from '../port/call-outcome.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { DiscordPort } from '../port/port.ts';

/** The channel of a ticket in a guild that was set before. */
export interface LeftChannel {
  readonly ticket: string;
  readonly number: number;
  readonly channel: string;
  readonly guild: string;
}

interface OrphansDeps {
  readonly port: Pick<DiscordPort, 'channel'>;
  readonly alerts: Alerts;
  /** All channels that were left. */
  left(): readonly LeftChannel[];
  /** A channel is gone. */
  gone(channel: string): void;
}

/**
 * Alerts administrators of orphans: channels of tickets in guilds that are not set any more. One that
 * the bot does not see at a check is left out of the alert. It stays in the record, since the guild may
 * be set again.
 */
export class Orphans {
  readonly #deps: OrphansDeps;
  /** Guilds with an alert. */
  #told: ReadonlySet<string> = new Set();
  /** Channels that the bot did not see at the last check. */
  readonly #hidden = new Set<string>();

  constructor(deps: OrphansDeps) {
    this.#deps = deps;
  }

  /** Raises one alert for each guild with orphans, and clears the others. */
  tell(): void {
    const { alerts } = this.#deps;
    const all = this.#deps.left();
    const known = new Set(all.map(({ channel }) => channel));
    for (const channel of this.#hidden) if (!known.has(channel)) this.#hidden.delete(channel);
    const left = all.filter(({ channel }) => !this.#hidden.has(channel));
    const guilds = new Set(left.map(({ guild }) => guild));
    for (const guild of this.#told) if (!guilds.has(guild)) alerts.clear(`orphans ${guild}`);
    this.#told = guilds;
    for (const guild of guilds) {
      const numbers = left.filter((one) => one.guild === guild).map(({ number }) => number);
      const shown = numbers.toSorted((a, b) => a - b).slice(0, bridgeLimits.numbers_told_max);
      const about = { server: guild, tickets: shown, more: numbers.length - shown.length };
      alerts.raise(`orphans ${guild}`, discordProblem('orphans', about));
    }
  }

  /** Fetches each channel again. */
  async check(): Promise<void> {
    for (const { channel } of this.#deps.left()) {
      const outcome = await this.#deps.port.channel(channel);
      if (isHidden(outcome)) this.#hidden.add(channel);
      else if (outcome.kind === 'done') this.#hidden.delete(channel);
      else if (isGone(outcome)) this.#deps.gone(channel);
    }
    this.tell();
  }

  /** The bot is in this guild again, and may see its channels. */
  guildBack(guild: string): void {
    for (const one of this.#deps.left()) if (one.guild === guild) this.#hidden.delete(one.channel);
    this.tell();
  }
}
