import { discordProblem } from '../../../protocol/discord-sentences.ts';
import type { Alerts } from './alerts.ts';
import { isGone, isHidden } from '../port/call-outcome.ts';
import { bridgeLimits } from '../limits.ts';
import type { DiscordPort } from '../port/port.ts';

/** The channel of a ticket in a server that was set before. */
export interface LeftChannel {
  readonly ticket: string;
  readonly number: number;
  readonly channel: string;
  readonly guild: string;
}

interface OrphansParts {
  readonly port: Pick<DiscordPort, 'channel'>;
  readonly alerts: Alerts;
  /** All that there are. */
  left(): readonly LeftChannel[];
  /** This one is no more. */
  gone(channel: string): void;
}

/**
 * Tells administrators of the channels in servers that are not set any more. One that the bot does
 * not see any more when they look again is theirs to remove: it is not told again, and stays known,
 * for the bot may be let in again and the server set again.
 */
export class Orphans {
  readonly #parts: OrphansParts;
  /** Servers that are told of. */
  #told: ReadonlySet<string> = new Set();
  /** Channels that the bot did not see at the last look. */
  readonly #hidden = new Set<string>();

  constructor(parts: OrphansParts) {
    this.#parts = parts;
  }

  /** As it is now: all of a server in one sentence. */
  tell(): void {
    const { alerts } = this.#parts;
    const all = this.#parts.left();
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

  /** Whether they are still there. */
  async look(): Promise<void> {
    for (const { channel } of this.#parts.left()) {
      const outcome = await this.#parts.port.channel(channel);
      if (isHidden(outcome)) this.#hidden.add(channel);
      else if (outcome.kind === 'done') this.#hidden.delete(channel);
      else if (isGone(outcome)) this.#parts.gone(channel);
    }
    this.tell();
  }

  /** The bot is in this server again, and may see what it did not see there. */
  guildBack(guild: string): void {
    for (const one of this.#parts.left()) if (one.guild === guild) this.#hidden.delete(one.channel);
    this.tell();
  }
}
